import { densityOnGrid } from '../../densities/index.js';
import { type FittedFlow, fitFlow } from '../../fitting/index.js';
import { autoregressive } from '../../flows/index.js';
import { meanEstimate } from '../../objectives/index.js';
import { packGrid } from '../packed-grid.js';
import { conditionalDensityConfig } from './config.js';
import type { ConditionalDensityResult, ConditionalSlice } from './result.js';
import { drawnRows, trueLogDensity } from './truth.js';

/** Fits q(y|x), scores it beside the truth, and computes its picture. */
export async function runConditionalDensity(): Promise<Omit<ConditionalDensityResult, 'meta'>> {
  const { fitted, scored, seed, flow, shown, halfWidth, points, slices } = conditionalDensityConfig;
  const { x, y } = drawnRows(fitted + scored, seed);
  const q = await fitFlow(autoregressive(1, flow), y.slice(0, fitted), { context: x.slice(0, fitted), seed });
  const [unseen, given] = [y.slice(fitted), x.slice(fitted)];
  const truths = unseen.map(([value], i) => trueLogDensity(given[i]![0]!, value!));
  const grid = densityOnGrid((xy) => q.logProb(xy.slice([0, 1], [-1, 1]), xy.slice([0, 0], [-1, 1])), {
    halfWidth,
    points,
  });
  return {
    fitted: meanEstimate(Array.from(q.logProb(unseen, given).dataSync())).mean,
    truth: meanEstimate(truths).mean,
    rows: y.slice(0, shown).map(([value], i) => [short(x[i]![0]!), short(value!)]),
    density: packGrid(grid.values),
    slices: slices.map((at) => slice(q, at, halfWidth)),
  };
}

/** Points of a slice; finer than the picture, since a curve shows its corners. */
const pointsOfSlice = 301;

function slice(q: FittedFlow, x: number, halfWidth: number): ConditionalSlice {
  const y = placesOf(pointsOfSlice, halfWidth);
  const logProbs = q.logProb(
    y.map((value) => [value]),
    [[x]],
  );
  return { x, fitted: Array.from(logProbs.dataSync(), (value) => short(Math.exp(value))) };
}

/** Equally far apart, from −halfWidth to halfWidth. */
export const placesOf = (count: number, halfWidth: number): number[] =>
  Array.from({ length: count }, (_, i) => halfWidth * ((2 * i) / (count - 1) - 1));

const short = (value: number): number => Number(value.toFixed(4));
