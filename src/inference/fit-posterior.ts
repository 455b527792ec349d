import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../engine/browser.js';
import { reverseKlProblem } from '../objectives/density-problems.js';
import { type MeanEstimate, meanEstimate } from '../objectives/statistics.js';
import { noise } from '../random/index.js';
import type { MetricRow } from '../training/browser.js';
import { checkModel } from './check-model.js';
import { checkProper } from './check-proper.js';
import { isWide } from './defensive.js';
import { drawPosterior, type ScoredDraws } from './draw-posterior.js';
import { gaussianStart } from './gaussian-start.js';
import { guarded } from './guarded.js';
import { type Derived, type PosteriorModel, type Supports, unconstrained } from './model.js';
import { type FitPosteriorOptions, posteriorSettings } from './options.js';
import { type PosteriorDraws, resampled, type SummaryRow, summaryOf } from './posterior-draws.js';
import { chosenRung } from './rungs.js';
import { type SmoothedWeights, smoothedWeights } from './smoothed-weights.js';
import { trainPosterior } from './train-posterior.js';
import { type Verdict, verdictOf } from './verdict.js';
import { whitened } from './whitened.js';

/** An approximate posterior as draws, and how far it can be trusted. It holds no tensors. */
export interface PosteriorFit<Name extends string = string> extends SmoothedWeights {
  /**
   * Draws by the names of parameters and of what the model derives, to be used with `weights`: nine in ten are of the
   * approximation, every tenth of one that is wider.
   */
  readonly draws: PosteriorDraws<Name>;
  /** As many of equal weight, drawn again of them by their smoothed importance weights. */
  readonly resampled: PosteriorDraws<Name>;
  /** ln p(data, θ_s) of the draws on the unconstrained scale, nats; −∞ where it is not finite. */
  readonly logJoint: Float64Array;
  /** ln q of the draws, the approximation's density on the unconstrained scale, nats. */
  readonly logQ: Float64Array;
  /** E_q[ln p − ln q], a lower bound of ln p(data), nats. */
  readonly elbo: MeanEstimate;
  /** Of the Gaussian before the flow, nats. */
  readonly gaussianElbo: number;
  /** Whether to trust it, in plain words. */
  readonly verdict: Verdict;
  /** Rows of the training of the flow; minus `bound` is the ELBO, nats. */
  readonly metrics: MetricRow[];
  /** Updates behind the flow. */
  readonly step: number;
  /** Mean, standard deviation and quantiles of each number, of the resampled draws. */
  summary(): SummaryRow[];
}

/**
 * Fits an approximation to the posterior of a model by variational inference, and says whether to trust it.
 *
 * A Gaussian comes first, by natural gradients from several places; then a flow on its standardised coordinates, by the
 * reverse KL with path gradients, until the ELBO rises no more; then draws with Pareto-smoothed importance weights.
 * Source: Agrawal, Sheldon & Domke 2020, "Advances in black-box VI", for couplings, path gradients and importance sampling.
 * @throws UserError for a model that cannot be fitted, with the parameter where it is one: of no support, not used, with an
 *   improper posterior, a logJoint of a wrong shape or finite nowhere; RangeError for an option out of range
 * @example
 * ```ts
 * import { defineModel, fitPosterior, logPdf, positive, real } from 'vinf';
 *
 * const [{ normal, halfNormal }, y] = [logPdf, [2.1, 1.4, 3.3, 2.6, 1.9, 2.8]];
 * const model = defineModel({
 *   parameters: { mu: real(), sigma: positive() },
 *   logJoint: ({ mu, sigma }) => [normal(mu, 0, 5), halfNormal(sigma, 2), normal(y, mu, sigma)],
 * });
 * const fit = await fitPosterior(model, { steps: 300 });
 * console.log(fit.verdict.grade !== 'poor', fit.draws.mu.shape); // true [ 10000, 1 ]
 * ```
 */
export async function fitPosterior<Named extends Supports, Extra extends Derived = Record<never, never>>(
  model: PosteriorModel<Named, Extra>,
  options: FitPosteriorOptions = {},
): Promise<PosteriorFit<(keyof Named | keyof Extra) & string>> {
  const settings = posteriorSettings(options);
  const { seed, engine, onWarning, batchSize } = settings;
  if (!tf.getBackend()) await useBackend();
  const onReals = unconstrained(model);
  for (const warning of checkModel(onReals)) onWarning(warning);
  const rung = chosenRung(onReals.dim, settings);
  const start = await gaussianStart(onReals, { ...settings, diagonal: rung.diagonal });
  checkProper(start, model.parameters);
  const target = whitened(guarded(onReals), start);
  const problem = reverseKlProblem(target, { flow: rung.flow, batchSize, gradient: rung.gradient });
  const { weights, metrics, step, unfinished } = await trainPosterior(problem, settings);
  const scored = await drawPosterior(
    { named: onReals.named, target: whitened(onReals, start), problem, weights },
    { count: settings.draws, seed, engine },
  );
  const diagnosed = diagnosis(scored, unfinished);
  if (diagnosed.verdict.grade === 'poor') onWarning(diagnosed.verdict.text);
  const draws = scored.draws as PosteriorDraws<(keyof Named | keyof Extra) & string>;
  const again = resampled(draws, diagnosed.weights, noise(seed, 'fitPosterior/resampling'));
  return {
    ...{ ...diagnosed, draws, logQ: scored.logQ, gaussianElbo: start.elbo, metrics, step, resampled: again },
    summary: () => summaryOf(again),
  };
}

function diagnosis(
  scored: ScoredDraws,
  unfinished: boolean,
): SmoothedWeights & Pick<PosteriorFit, 'verdict' | 'elbo' | 'logJoint'> {
  const logJoint = scored.logJoint.map((l) => (l < Number.POSITIVE_INFINITY ? l : Number.NEGATIVE_INFINITY));
  const smoothed = smoothedWeights(logJoint.map((l, s) => l - scored.logProposal[s]!));
  const ofQ = logJoint.map((l, s) => l - scored.logQ[s]!).filter((_, s) => !isWide(s));
  const lost = logJoint.filter((l) => l === Number.NEGATIVE_INFINITY).length;
  const verdict = verdictOf({ ...smoothed, unfinished, draws: logJoint.length, lost });
  return { ...smoothed, verdict, elbo: meanEstimate(ofQ), logJoint };
}
