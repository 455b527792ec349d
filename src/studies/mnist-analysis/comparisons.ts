import { bootstrapInterval, meanEstimate } from '../../objectives/index.js';
import { noise } from '../../random/index.js';
import type { ImageScore } from '../mnist/image-scores.js';

/** A model of the study with its scores, image after image. */
export interface ScoredRun {
  family: string;
  K: number;
  seed: number;
  /** Updates of its training, and how many it was to have: models are compared where these are equal */
  updates: number;
  steps: number;
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
  steps: number;
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
  /** Updates that both were to have */
  steps: number;
  images: number;
  /** −ln p(x) of `than` less that of `better`, nats: positive where the first is better */
  gain: Interval;
  /** The same for each seed that both have: training differs, images do not */
  gainSeeds: number[];
}

const resamples = 1000;

/** One cell per family, K and steps, in the order of the runs. @throws RangeError where seeds differ in their images */
export const cellsOf = (runs: readonly ScoredRun[]): Cell[] => grouped(runs).map(cellOf);

function cellOf(runs: readonly ScoredRun[]): Cell {
  const { family, K, steps } = runs[0]!;
  const nll = overSeeds(runs, ({ nll }) => nll);
  const bound = overSeeds(runs, ({ bound }) => bound);
  return {
    family,
    K,
    seeds: runs.map(({ seed }) => seed),
    updates: runs.map(({ updates }) => updates),
    steps,
    images: nll.length,
    bound: interval(bound),
    nll: interval(nll),
    kl: interval(bound.map((value, i) => value - nll[i]!)),
    nllSeeds: runs.map(meanNll),
  };
}

/** The K at which families that have no runs at equal K are compared with those of the paper. */
const usualLayers = 10;

/**
 * Every cell against those that it is to be seen beside, among runs of as many steps: the one without a flow, the next
 * smaller K of its family, planar and NICE at equal K, else at K = 10, and for convolutions one full-rank linear map and
 * the same convolutions in the order in which the latents come.
 */
export function comparisonsOf(runs: readonly ScoredRun[]): Comparison[] {
  const cells = grouped(runs);
  return cells
    .filter(([run]) => run!.K > 0)
    .flatMap((better) => {
      const peers = cells.filter(([run]) => run!.steps === better[0]!.steps);
      return rivalsOf(better[0]!, peers).map((than) => compared(better, than));
    });
}

function rivalsOf({ family, K }: ScoredRun, peers: readonly ScoredRun[][]): ScoredRun[][] {
  const find = (name: string, layers: number) => peers.find(([run]) => run!.family === name && run!.K === layers);
  const ofPaper = (name: string) => find(name, K) ?? find(name, usualLayers);
  const smaller = peers.map(([run]) => run!).filter((run) => run.family === family && run.K < K && run.K > 0);
  const convolution = family.startsWith('conv-');
  const rivals = [
    peers.find(([run]) => run!.K === 0),
    find(family, Math.max(...smaller.map((run) => run.K))),
    ...['planar', 'nice-perm'].map((name) => (name === family || family === 'planar' ? undefined : ofPaper(name))),
    convolution ? find('linear-plu', 1) : undefined,
    convolution && family.endsWith('-perm') ? find(family.slice(0, -'-perm'.length), K) : undefined,
  ];
  return rivals.filter((rival) => rival !== undefined);
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
    steps: better[0]!.steps,
    images: a.length,
    gain: interval(b.map((value, i) => value - a[i]!)),
    gainSeeds: pairs.map(([run, other]) => meanNll(other!) - meanNll(run!)),
  };
}

function grouped(runs: readonly ScoredRun[]): ScoredRun[][] {
  const groups = new Map<string, ScoredRun[]>();
  for (const run of runs) {
    const key = `${run.family} ${run.K} ${run.steps}`;
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
