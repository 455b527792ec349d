import type { Problem } from '../../problem/problem.js';
import { type PureGraph, pureGraph } from './purity.js';
import { traceGradients } from './trace.js';

/** Traces the loss of a problem with its gradients when it is first called. @throws TraceError where that cannot be */
export function traceOnce(problem: Problem): () => PureGraph {
  let traced: PureGraph | undefined;
  return () => {
    traced ??= pureGraph('The loss', () => traceGradients(problem));
    return traced;
  };
}
