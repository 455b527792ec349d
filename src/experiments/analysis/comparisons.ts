import { bootstrapInterval, meanEstimate } from '../../objectives/index.js';
import { noise } from '../../random/index.js';
import type { ImageScore } from '../image-scores.js';

/** A model of the study with its scores, image after image. */
export interface ScoredRun {
  family: string;
  K: number;
  seed: number;
  /** Updates of its training */
  updates: number;
  images: readonly ImageScore[];
}

/** A mean with its 95 % bootstrap interval over images. */
export interface Interval {
  mean: number;
  low: number;
  high: number;
}

/** All seeds of one flow. */
export interface Cell {
  family: string;
  K: number;
  seeds: number[];
  /** Of each seed's training */
  updates: number[];
  images: number;
  /** Nats; means over seeds and images, intervals over images, of each image's mean over seeds */
  bound: Interval;
  nll: Interval;
  /** bound − nll */
  kl: Interval;
  /** Mean −ln p(x) of each seed */
  nllSeeds: number[];
}

/** How much lower −ln p(x) is with one flow than with another, on the same images. */
export interface Comparison {
  better: { family: string; K: number };
  than: { family: string; K: number };
  images: number;
  /** −ln p(x) of `than` less that of `better`, nats: positive where the first is better */
  gain: Interval;
  /** The same for each seed that both have: training differs, images do not */
  gainSeeds: number[];
}

const resamples = 1000;

/** One cell per family and K, in the order of the runs. @throws RangeError where seeds differ in their images */
export const cellsOf = (runs: readonly ScoredRun[]): Cell[] => grouped(runs).map(cellOf);

function cellOf(runs: readonly ScoredRun[]): Cell {
  const { family, K } = runs[0]!;
  const nll = overSeeds(runs, ({ nll }) => nll);
  const bound = overSeeds(runs, ({ bound }) => bound);
  return {
    family,
    K,
    seeds: runs.map(({ seed }) => seed),
    updates: runs.map(({ updates }) => updates),
    images: nll.length,
    bound: interval(bound),
    nll: interval(nll),
    kl: interval(bound.map((value, i) => value - nll[i]!)),
    nllSeeds: runs.map(meanNll),
  };
}

/**
 * Every cell against the one without a flow, each family's K against the next smaller one, and families at equal K
 * against planar: the differences that the study is about.
 */
export function comparisonsOf(runs: readonly ScoredRun[]): Comparison[] {
  const cells = grouped(runs);
  const plain = cells.find(([run]) => run!.K === 0);
  const flows = cells.filter(([run]) => run!.K > 0);
  return flows.flatMap((runsHere) => {
    const { family, K } = runsHere[0]!;
    const same = flows.filter(([run]) => run!.family === family && run!.K < K).sort(([a], [b]) => b!.K - a!.K)[0];
    const planar = family === 'planar' ? undefined : flows.find(([run]) => run!.family === 'planar' && run!.K === K);
    return [plain, same, planar].flatMap((other) => (other ? [compared(runsHere, other)] : []));
  });
}

function compared(better: readonly ScoredRun[], than: readonly ScoredRun[]): Comparison {
  const [a, b] = [better, than].map((runs) => overSeeds(runs, ({ nll }) => nll)) as [number[], number[]];
  if (a.length !== b.length) {
    throw new RangeError(`Expected runs to be scored on the same images, got ${a.length} and ${b.length}`);
  }
  const nameOf = ([run]: readonly ScoredRun[]) => ({ family: run!.family, K: run!.K });
  const pairs = better.flatMap((run) => than.filter(({ seed }) => seed === run.seed).map((other) => [run, other]));
  return {
    better: nameOf(better),
    than: nameOf(than),
    images: a.length,
    gain: interval(b.map((value, i) => value - a[i]!)),
    gainSeeds: pairs.map(([run, other]) => meanNll(other!) - meanNll(run!)),
  };
}

function grouped(runs: readonly ScoredRun[]): ScoredRun[][] {
  const groups = new Map<string, ScoredRun[]>();
  for (const run of runs) {
    const key = `${run.family} ${run.K}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()];
}

/** Each image's mean over seeds. */
function overSeeds(runs: readonly ScoredRun[], value: (score: ImageScore) => number): number[] {
  const count = runs[0]!.images.length;
  const odd = runs.find(({ images }) => images.length !== count);
  if (odd) throw new RangeError(`Expected all seeds to be scored on ${count} images, got ${odd.images.length}`);
  return Array.from(runs[0]!.images, (_, i) => runs.reduce((sum, run) => sum + value(run.images[i]!), 0) / runs.length);
}

const meanNll = ({ images }: ScoredRun): number => meanEstimate(images.map(({ nll }) => nll)).mean;

/** The same resamples for all, so that intervals can be compared. */
function interval(values: readonly number[]): Interval {
  const [low, high] = bootstrapInterval(values, noise(0, 'bootstrap'), { resamples });
  return { mean: meanEstimate(values).mean, low, high };
}
