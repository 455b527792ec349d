import { UserError } from '../../errors.js';
import type { Graph } from '../onnx/graph.js';
import { graphDifference } from './graph-difference.js';
import { TraceError } from './trace-error.js';

/** A graph that stands for what was traced as long as tracing it again gives the same one. */
export interface PureGraph {
  readonly graph: Graph;
  /**
   * To be called before each use: at the first, second, fourth, eighth … call it traces again.
   * @throws UserError once the graph has become another one
   */
  check(): void;
}

/** What checks may take beside the calls: a part of the time since the start, and so much at once, ms. */
const [share, allowance] = [0.01, 250];

/**
 * Traces twice: what draws numbers by itself, or counts its calls, gives two graphs. What reads a variable is found when
 * that has changed.
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
    if (spent > allowance + share * (now - start)) return;
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
