import { diagonalGaussian } from '../densities/diagonal-gaussian.js';
import type { Flow } from '../flows/flow.js';
import { flowMatchingProblem, forwardKlProblem } from '../objectives/index.js';
import { adam, cosineDecay, initialState, layout, type Problem, type TrainingStep } from '../problem/index.js';
import { type MetricRow, type Trained, train } from '../training/browser.js';
import { progress } from '../training/progress.js';
import { batches, type Examples, matchingBatches } from './batches.js';
import { type FittedFlow, fittedFlow } from './fitted-flow.js';
import { type HeldOut, heldOut } from './held-out.js';
import { batchSizeOf, type FitFlowOptions, type Settings, settingsOf } from './options.js';
import { type Prepared, prepare } from './prepare.js';
import { logScale } from './standardisation.js';
import type { Table } from './table.js';

/** A fitted density, and how it was found. */
export interface FitResult extends FittedFlow {
  /**
   * Means of −ln q(x) over the updates of a row (`loss`) and over held-out rows of the data (`validLoss`), nats; with flow
   * matching `loss` is its own, in squared standard deviations.
   */
  readonly metrics: MetricRow[];
  /** Updates behind the weights. */
  readonly step: number;
}

/**
 * Fits a flow to rows of data, by maximum likelihood where nothing else is asked for: standardises the columns, trains, stops by rows that are held out, and
 * returns the best weights as a density in the units of the data, which scores and samples; `saveFlow` keeps it in a file.
 * @param flow with an inverse, of as many dimensions as the data have columns; one that estimates its logDet from noise is
 *   trained by the estimate, and scored, held-out rows too, by its exact logDet
 * @param data rows of D numbers
 * @throws RangeError for data that are not finite, ragged or of other columns than the flow, a column that does not vary, too
 *   few rows, with the place; for an option out of range. TypeError for a flow without an inverse or, for flow matching, a
 *   velocity, or a context that is missing
 * @example
 * ```ts
 * import { fitFlow, noise, realNvp } from 'vinf';
 *
 * const e = noise(0, 'data').normal(1000); // 500 rows, of which the columns have units of their own
 * const rows = Array.from({ length: 500 }, (_, i) => [1 + e[2 * i] / 5, 99 * e[2 * i] ** 2 + 9 * e[2 * i + 1]]);
 * const q = await fitFlow(realNvp(2), rows, { steps: 300 });
 * console.log(q.logProb([[1, 0]]).dataSync()[0].toFixed(1)); // -2.2
 * console.log(q.sample(3, noise(1, 'draws')).shape); // [ 3, 2 ]
 * ```
 * @example A conditional density
 * ```ts
 * import { fitFlow, noise, realNvp } from 'vinf';
 *
 * const e = noise(0, 'data').normal(1500);
 * const context = Array.from({ length: 500 }, (_, i) => [e[3 * i]]);
 * const rows = context.map(([c], i) => [c + 0.1 * e[3 * i + 1], c ** 2 + 0.1 * e[3 * i + 2]]);
 * const q = await fitFlow(realNvp(2, { contextDim: 1 }), rows, { context, steps: 300 });
 * const [likely, unlikely] = q.logProb([[1, 1], [1, 1]], [[1], [0]]).dataSync(); // under two contexts
 * console.log(likely > unlikely); // true
 * console.log(q.sampleEach(100, noise(1, 'draws'), [[0], [1]]).x.shape); // [ 100, 2, 2 ]
 * ```
 * @example Flow matching
 * ```ts
 * import { continuous, fitFlow, noise } from 'vinf';
 *
 * const e = noise(0, 'data').normal(1000);
 * const rows = Array.from({ length: 500 }, (_, i) => [e[2 * i], Math.abs(e[2 * i]) + 0.3 * e[2 * i + 1]]);
 * const q = await fitFlow(continuous(2, { hidden: [32] }), rows, { objective: 'flow-matching', steps: 500 });
 * const [on, off] = q.logProb([[1, 1], [1, -1]]).dataSync(); // on the bend, and off it
 * console.log(on > off + 2); // true
 * ```
 */
export async function fitFlow(flow: Flow, data: Table, options: FitFlowOptions = {}): Promise<FitResult> {
  const settings = settingsOf(flow, options);
  const prepared = prepare(flow, data, settings);
  const batchSize = batchSizeOf(prepared.train.count, settings.batchSize);
  const matches = settings.objective === 'flow-matching';
  const problem = matches ? flowMatchingProblem({ flow, batchSize }) : forwardKlProblem({ flow, batchSize });
  const told = watch(logScale(prepared.standardisation.x), settings);
  const scoring = { engine: settings.engine, learnBase: !matches, onWarning: settings.onWarning };
  const held = prepared.held && (await heldOut(flow, prepared.held, scoring));
  try {
    const { values, step, rows } = await trainedWeights(
      problem,
      { ...settings, batchSize, flow, onRow: told.onRow },
      prepared,
      held,
    );
    const parts = { ...weightsOf(problem, values, flow), flow, standardisation: prepared.standardisation };
    return { ...fittedFlow(parts), metrics: rows.map(told.inUnits), step };
  } finally {
    held?.dispose();
    told.end();
  }
}

/** Of the gradient: a batch with a row far out moves the weights no further. */
const clipNorm = 50;

interface TrainingSettings extends Settings {
  batchSize: number;
  flow: Flow;
  onRow(row: MetricRow): void;
}

/** The best weights of a training; those of the start, where held-out rows are worse after every update. */
async function trainedWeights(
  problem: Problem,
  { batchSize, steps, learningRate, patience, seed, signal, ...settings }: TrainingSettings,
  { train: examples }: Prepared,
  held: HeldOut | undefined,
): Promise<Pick<Trained, 'values' | 'step' | 'rows'>> {
  const { averaging, engine, onRow, onWarning } = settings;
  const start = initialState(problem.weights, 0, seed).weights;
  const startLoss = await held?.loss(start);
  const every = Math.min(Math.ceil(steps / 100), 10 * Math.floor(examples.count / batchSize));
  const run = async ({ state }: TrainingStep) => ({ validLoss: await held!.loss(state.weights) });
  const trained = await train(problem, {
    ...{ steps, logEvery: every, engine, seed, averaging, clipNorm, onWarning, onRow },
    ...{ optimiser: adam({ learningRate: cosineDecay({ learningRate, steps }) }) },
    ...(held && { validate: { every, patience, run } }),
    ...(signal && { signal }),
    feed: feedOf(examples, { ...settings, batch: batchSize, seed }),
  });
  trained.dispose();
  const { rows } = trained;
  const better = ({ validLoss }: MetricRow) => startLoss === undefined || validLoss! < startLoss;
  if (rows.length === 0 || rows.some(better)) return trained;
  onWarning(noBetter(examples.count));
  return { values: start, step: 0, rows };
}

/** What each update gets, of the objective. */
function feedOf(examples: Examples, settings: FeedSettings) {
  const { objective, flow, ...rest } = settings;
  const matches = objective === 'flow-matching';
  const feed = batches(examples, { ...rest, probeDim: matches ? 0 : flow.probeDim });
  return matches ? matchingBatches(feed, { ...rest, dim: flow.dim }) : feed;
}

type FeedSettings = Pick<TrainingSettings, 'objective' | 'flow' | 'seed' | 'jitter' | 'pairing'> & { batch: number };

const noBetter = (rows: number): string =>
  'Held-out rows are no likelier after any update than before the first, so the Gaussian that the flow starts from comes ' +
  `back: the columns are close to it, or ${rows} rows to train on are too few for this flow`;

/** Tells how far the fit is, with losses in the units of the data. */
function watch(shift: number, { steps, quiet, objective, onRow }: Settings) {
  const bar = progress({ total: steps, quiet });
  const inUnits = ({ loss, validLoss, ...row }: MetricRow): MetricRow => ({
    ...row,
    loss: objective === 'likelihood' ? loss! + shift : loss!,
    ...(validLoss !== undefined && { validLoss: validLoss + shift }),
  });
  return {
    inUnits,
    onRow(row: MetricRow) {
      const { loss, validLoss } = inUnits(row);
      const isLikelihood = validLoss !== undefined || objective === 'likelihood';
      bar.update(row.step, `${isLikelihood ? '-ln q' : 'loss'} ${(validLoss ?? loss!).toFixed(3)}`);
      onRow?.(inUnits(row));
    },
    end: () => bar.end(),
  };
}

/** The flow's parameters and those of the base, N(0, I) where it has none, as plain numbers. */
function weightsOf({ weights }: Problem, values: Float32Array, { dim }: Flow): Pick<FittedFlow, 'params' | 'base'> {
  const parts = Object.fromEntries(layout(weights).map(({ name, start, end }) => [name, values.slice(start, end)]));
  return {
    params: parts['flow/params'] ?? new Float32Array(),
    base: diagonalGaussian(parts['base/mean'] ?? new Float32Array(dim), parts['base/logStd'] ?? new Float32Array(dim)),
  };
}
