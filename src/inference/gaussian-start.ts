import { Matrix } from 'ml-matrix';
import type { LogDensity } from '../densities/density.js';
import type { EngineName } from '../engine/browser.js';
import { UserError } from '../errors.js';
import { noise } from '../random/index.js';
import { type Evaluated, elboOf, type Gaussian, mirroredNormals, nextGaussian, pointsOf } from './gaussian-fit.js';
import { type LogDensityGradient, logDensityGradient } from './log-density-gradient.js';

export interface GaussianStartOptions {
  /** Whether the coordinates are independent. */
  readonly diagonal: boolean;
  /** Places from which the fit is begun, of which the best goes on. */
  readonly starts: number;
  readonly seed: number;
  readonly engine?: EngineName | undefined;
}

/** The Gaussian that a flow starts from. */
export interface GaussianStart extends Gaussian {
  /** Its ELBO, nats, estimated in its last round. */
  readonly elbo: number;
}

/** Rounds at most of the search, and those of the refinement. */
const [searchRounds, refineRounds] = [200, 40];
/** The search ends when the best start has not become better by more than chance in so many rounds. */
const patience = 12;
/** So many in a row: then the round was so small that the estimate before it was too good by chance. */
const mostRejections = 6;
/** Of the first Gaussian of each start: so narrow that the density hardly bends over it. */
const firstStd = 0.1;
/** Starting points are uniform within ± this on ℝᴰ, as Stan's are; the first is 0. */
const reach = 2;

/**
 * The Gaussian of the largest ELBO, by rounds of natural gradients from several places at once, and then from the best with all
 * draws. A round after which the ELBO is worse is taken back, and tried again with half the pace.
 * @throws UserError where the density is finite nowhere that was tried
 */
export async function gaussianStart(target: LogDensity, options: GaussianStartOptions): Promise<GaussianStart> {
  const { starts, engine, seed, diagonal } = options;
  const { dim: D } = target;
  const pairs = starts * Math.max(32, 2 * D);
  const gradient = await logDensityGradient(target, 2 * pairs, engine);
  const evaluate = evaluator(gradient, { pairs, dim: D, seed });
  try {
    const climbs = firstGaussians(D, starts, seed).map((first) => climb(first, diagonal));
    await search(climbs, evaluate);
    const ends = climbs.map((each) => each.best()).sort((a, b) => b.elbo - a.elbo);
    if (ends[0]!.elbo === Number.NEGATIVE_INFINITY) throw new UserError(nowhere);
    if (isEndless(ends[0]!)) return ends[0]!;
    const last = climb(ends[0]!, diagonal);
    for (let k = 0; k < refineRounds; k++) last.see((await evaluate([last.proposal()]))[0]!, 1 / (1 + k / 5));
    return last.best();
  } finally {
    gradient.dispose();
  }
}

/** Looks at Gaussians, among which the draws of a round are divided. */
type Evaluate = (gaussians: readonly Gaussian[]) => Promise<Evaluated[]>;

function evaluator(
  gradient: LogDensityGradient,
  { pairs, dim: D, seed }: { pairs: number; dim: number; seed: number },
): Evaluate {
  let round = 0;
  return async (gaussians) => {
    const epsilon = mirroredNormals(pairs, D, seed, round++);
    const size = epsilon.length / gaussians.length;
    const own = (all: Float32Array, i: number, width: number) =>
      all.slice((i * size * width) / D, ((i + 1) * size * width) / D);
    const points = new Float32Array(epsilon.length);
    gaussians.forEach((gaussian, i) => void points.set(pointsOf(gaussian, own(epsilon, i, D)), i * size));
    const { values, gradients } = await gradient.at(points);
    return gaussians.map((gaussian, i) => ({
      ...{ gaussian, epsilon: own(epsilon, i, D) },
      ...{ values: own(values, i, 1), gradients: own(gradients, i, D) },
    }));
  };
}

const nowhere =
  'Expected logJoint to be finite somewhere near 0 on the unconstrained scale, got NaN or infinite values from every start ' +
  '(fitPosterior)';

function firstGaussians(D: number, starts: number, seed: number): Gaussian[] {
  return Array.from({ length: starts }, (_, i) => {
    const places = noise(seed, 'fitPosterior/starts', i).uniform(D);
    const mean = Float64Array.from(places, (u) => (i === 0 ? 0 : reach * (2 * u - 1)));
    return { mean, factor: Matrix.eye(D).mul(firstStd) };
  });
}

/** A standard deviation on the unconstrained scale beyond which a density has no bound to it. */
export const widest = 1e8;

const isEndless = ({ factor }: Gaussian): boolean => factor.to2DArray().some((row) => Math.hypot(...row) > widest);

/** All starts, until the best is no longer getting better, or grows without end. */
async function search(climbs: readonly Climb[], evaluate: Evaluate): Promise<void> {
  let [top, since] = [Number.NEGATIVE_INFINITY, 0];
  for (let round = 0; round < searchRounds && since < patience; round++) {
    const seen = await evaluate(climbs.map((each) => each.proposal()));
    climbs.forEach((each, i) => void each.see(seen[i]!, 1));
    const best = climbs.map((each) => each.best()).reduce((a, b) => (b.elbo > a.elbo ? b : a));
    if (isEndless(best)) return;
    const { elbo, stdErr } = best;
    since = elbo > top + Math.max(stdErr, 0.01) ? 0 : since + 1;
    if (since === 0) top = elbo;
  }
}

type Scored = Gaussian & { elbo: number; stdErr: number };

/** The way of one start. */
interface Climb {
  /** The Gaussian to look at next. */
  proposal(): Gaussian;
  /** What was found there; @param mostPace of the round that follows */
  see(found: Evaluated, mostPace: number): void;
  /** The last that was accepted. */
  best(): Scored;
}

function climb(first: Gaussian, diagonal: boolean): Climb {
  let at: Evaluated | undefined;
  let score = { mean: Number.NEGATIVE_INFINITY, stdErr: 0 };
  let proposal = first;
  let [pace, rejections] = [1, 0];
  return {
    proposal: () => proposal,
    best: () => ({ ...(at?.gaussian ?? first), elbo: score.mean, stdErr: score.stdErr }),
    see(found, mostPace) {
      const next = elboOf(found);
      // Four standard errors are chance: those of the better one, since an estimate far below it may have any.
      const worse = next.mean < score.mean - 4 * score.stdErr;
      rejections = at && worse ? rejections + 1 : 0;
      const accepted = rejections === 0 || rejections > mostRejections;
      if (accepted) [at, score, rejections] = [found, next, 0];
      pace = accepted ? Math.min(1, 2 * pace) : pace / 2;
      proposal = nextGaussian(at!, { pace: Math.min(pace, mostPace), diagonal });
    },
  };
}
