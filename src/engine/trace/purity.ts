import { UserError } from '../../errors.js';
import type { Graph } from '../onnx/graph.js';
import { graphDifference } from './graph-difference.js';
import { TraceError } from './trace-error.js';

/** A graph that stands for what was traced as long as tracing it again gives the same one. */
export interface PureGraph {
  readonly graph: Graph;
  /**
   * To be called before each use: it traces again at the first, second, fourth and eighth call, and at the 16th, 32nd …
   * as long as that takes less than a hundredth of the time.
   * @throws UserError once the graph has become another one
   */
  check(): void;
}

/** Up to this call the checks are made whatever they take; after it, in so large a part of the time since the start. */
const [firstCalls, share] = [8, 0.01];

/**
 * Traces twice: what draws numbers by itself, or counts its calls, gives two graphs. What reads a variable is found when
 * that has changed, and a draw that fell the same twice, as of a coin, when it falls otherwise.
 * @param what `The loss` or `The function`, for the messages
 * @throws TraceError where the two graphs differ
 */
export function pureGraph(what: string, trace: () => Graph): PureGraph {
  const graph = trace();
  const difference = graphDifference(graph, trace());
  if (difference) throw new TraceError(`Cannot compile: ${impure(what, difference)}`);
  const start = performance.now();
  let [calls, next, spent] = [0, 1, 0];
  let later: string | undefined;
  const traceAgain = () => {
    next *= 2;
    const now = performance.now();
    if (calls > firstCalls && spent > share * (now - start)) return;
    later = graphDifference(graph, trace());
    spent += performance.now() - now;
  };
  return {
    graph,
    check() {
      if (++calls >= next) traceAgain();
      if (later) throw new UserError(`${impure(what, later)}, or use the eager engine`);
    },
  };
}

const impure = (what: string, difference: string): string =>
  `${what} does not depend on its weights and inputs alone: ${difference}. Make an input of what changes between calls`;
