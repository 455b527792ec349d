import { UserError } from '../errors.js';
import { layout } from '../problem/layout.js';
import type { Problem } from '../problem/problem.js';
import type { Metrics, TrainingState } from '../problem/step.js';
import type { RunFolder } from './run.js';

/** A term of the loss or a weight is not finite: training has broken down, where a smaller learning rate may help. */
export class NotFiniteError extends UserError {}

export const allFinite = (values: Float32Array): boolean => values.every((value) => Number.isFinite(value));

/** @throws NotFiniteError for the first term that is not finite */
export function checkTerms(metrics: Metrics, step: number, run?: RunFolder): void {
  const bad = Object.entries(metrics).filter(([name, value]) => !Number.isFinite(value) && name !== 'loss')[0];
  if (!bad && Number.isFinite(metrics.loss)) return;
  const [term, value] = bad ?? ['loss', metrics.loss];
  throw notFinite(`${term} is ${value}`, step, run);
}

/**
 * The terms are those before the update: after the last one, nothing else would tell.
 * @throws NotFiniteError with the name of the first weight that is not finite
 */
export function checkWeights({ weights }: Problem, state: TrainingState, run?: RunFolder): void {
  if (allFinite(state.weights)) return;
  const at = state.weights.findIndex((value) => !Number.isFinite(value));
  const { name } = layout(weights).find(({ end }) => at < end)!;
  throw notFinite(`the update has made weight "${name}" ${state.weights[at]}`, state.step, run);
}

function notFinite(what: string, step: number, run?: RunFolder): NotFiniteError {
  const rescue = run
    ? `the last good checkpoint in ${run.checkpoints} is intact`
    : 'there is no run folder, so nothing was kept';
  return new NotFiniteError(`Training stopped at step ${step}: ${what}; ${rescue}; try a smaller learning rate`);
}
