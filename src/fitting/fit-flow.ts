import type { EngineName } from '../engine/index.js';
import { checkCount, expected } from '../errors.js';
import type { Flow } from '../flows/flow.js';
import { forwardKlProblem } from '../objectives/index.js';
import { adam, cosineDecay, initialState, layout, type Problem, type TrainingStep } from '../problem/index.js';
import { type MetricRow, type Trained, train } from '../training/index.js';
import { progress } from '../training/progress.js';
import { batches } from './batches.js';
import { type FittedFlow, fittedFlow } from './fitted-flow.js';
import { type HeldOut, heldOut } from './held-out.js';
import { type HeldOutTables, type Prepared, prepare } from './prepare.js';
import { logScale } from './standardisation.js';
import type { Table } from './table.js';

export interface FitFlowOptions {
  /** What the density of a row depends on, C columns beside those of the data, for a flow with `contextDim` C. */
  context?: Table;
  /**
   * Share of the rows that is held out, drawn by the seed, at most 10,000 of them; or rows of their own. They say when to
   * stop and which weights are the best. 0 holds none out: all steps are made, and the last weights come back. Default 0.1.
   */
  validation?: number | HeldOutTables;
  /** Whether columns of data and context are brought to mean 0 and standard deviation 1 for the flow. Default true. */
  standardise?: boolean;
  /** Updates at most. Default 4000. */
  steps?: number;
  /** Rows per update. Default 256, or all rows where there are fewer. */
  batchSize?: number;
  /** Of Adam: held for half of the steps, then falling along a cosine. Default 0.003. */
  learningRate?: number;
  /** Share of the old in the moving average of the weights, which is what comes back. Default 0.998. */
  averaging?: number;
  /**
   * Stop after this many validations without a better one. There are 100 over all steps; where rows are few, one for
   * each ten passes through them. Default 15.
   */
  patience?: number;
  /**
   * Standard deviation of fresh noise on the rows of each update, in units of the columns' own: against learning by heart,
   * and for columns of few values, whose density has no bound. Default 0.
   */
  jitter?: number;
  /** Of the starting weights, of what is held out, of the order of rows, and of the jitter. Default 0. */
  seed?: number;
  engine?: EngineName;
  /** Ends the fit early; the best weights so far come back. */
  signal?: AbortSignal;
  /** Called with each row of metrics: `loss`, and `validLoss` where rows are held out, in nats and units of the data. */
  onRow?(row: MetricRow): void;
  /** No bar of progress, which is drawn on stderr if that is a terminal. */
  quiet?: boolean;
  /** Called with what the user should know, such as columns that are far from scale 1. Default: `console.warn`. */
  onWarning?(message: string): void;
}

/** A fitted density, and how it was found. */
export interface FitResult extends FittedFlow {
  /** Means of −ln q(x) over the updates of a row (`loss`) and over held-out rows of the data (`validLoss`), nats. */
  readonly metrics: MetricRow[];
  /** Updates behind the weights. */
  readonly step: number;
}

/**
 * Fits a flow to rows of data by maximum likelihood: standardises the columns, trains, stops by rows that are held out, and
 * returns the best weights as a density in the units of the data, which scores and samples.
 * @param flow with an inverse, of as many dimensions as the data have columns
 * @param data rows of D numbers
 * @throws RangeError for data that are not finite, ragged or of other columns than the flow, a column that does not vary, too
 *   few rows, with the place; for an option out of range. TypeError for a flow without an inverse, or a context that is missing
 */
export async function fitFlow(flow: Flow, data: Table, options: FitFlowOptions = {}): Promise<FitResult> {
  const settings = settingsOf(flow, options);
  const prepared = prepare(flow, data, settings);
  const batchSize = batchSizeOf(prepared.train.count, settings.batchSize);
  const problem = forwardKlProblem({ flow, batchSize });
  const told = watch(logScale(prepared.standardisation.x), settings);
  const held = prepared.held && (await heldOut(flow, prepared.held, settings.engine));
  try {
    const { values, step, rows } = await trainedWeights(
      problem,
      { ...settings, batchSize, onRow: told.onRow },
      prepared,
      held,
    );
    const parts = { ...weightsOf(problem, values), flow, standardisation: prepared.standardisation };
    return { ...fittedFlow(parts), metrics: rows.map(told.inUnits), step };
  } finally {
    held?.dispose();
    told.end();
  }
}

type Settings = ReturnType<typeof settingsOf>;

/** The best weights of a training; those of the start, where held-out rows are worse after every update. */
async function trainedWeights(
  problem: Problem,
  { batchSize, steps, learningRate, patience, seed, signal, ...settings }: Settings & { batchSize: number },
  { train: examples }: Prepared,
  held: HeldOut | undefined,
): Promise<Pick<Trained, 'values' | 'step' | 'rows'>> {
  const { averaging, engine, onRow, onWarning, jitter } = settings;
  const start = initialState(problem.weights, 0, seed).weights;
  const startLoss = await held?.loss(start);
  const every = Math.min(Math.ceil(steps / 100), 10 * Math.floor(examples.count / batchSize));
  const run = async ({ state }: TrainingStep) => ({ validLoss: await held!.loss(state.weights) });
  const trained = await train(problem, {
    ...{ steps, logEvery: every, engine, seed, averaging, clipNorm, onWarning, onRow: onRow! },
    ...{ optimiser: adam({ learningRate: cosineDecay({ learningRate, steps }) }) },
    ...(held && { validate: { every, patience, run } }),
    ...(signal && { signal }),
    feed: batches(examples, { batch: batchSize, seed, jitter }),
  });
  trained.dispose();
  const { rows } = trained;
  if (startLoss === undefined || rows.length === 0 || rows.some(({ validLoss }) => validLoss! < startLoss))
    return trained;
  onWarning(tooFew(examples.count));
  return { values: start, step: 0, rows };
}

const tooFew = (rows: number): string =>
  `Held-out rows are no likelier after any update than before the first: ${rows} rows to train on are few for this flow; ` +
  'a Gaussian of the means and scales of the columns comes back';

const defaults = {
  ...{ validation: 0.1, standardise: true, steps: 4000, learningRate: 3e-3, averaging: 0.998 },
  ...{ patience: 15, jitter: 0, seed: 0, quiet: !process.stderr.isTTY, onWarning: console.warn },
} satisfies FitFlowOptions;

/** Of the gradient: a batch with a row far out moves the weights no further. */
const clipNorm = 50;

function settingsOf(
  flow: Flow,
  options: FitFlowOptions,
): FitFlowOptions & Required<Pick<FitFlowOptions, keyof typeof defaults>> {
  const where = `fitFlow, ${flow.name}`;
  if (!flow.inverse) throw new TypeError(expected('the flow', 'offer an inverse', flow.inverseKind, where));
  const settings = { ...defaults, ...options };
  checkCount('steps', settings.steps, where);
  checkCount('patience', settings.patience, where);
  if (!(settings.jitter >= 0 && settings.jitter < Infinity)) {
    throw new RangeError(expected('jitter', 'be a number of at least 0', settings.jitter, where));
  }
  return settings;
}

function batchSizeOf(rows: number, wanted: number | undefined): number {
  if (wanted === undefined) return Math.min(256, rows);
  checkCount('batchSize', wanted, 'fitFlow');
  if (wanted <= rows) return wanted;
  throw new RangeError(expected('batchSize', `be at most the ${rows} rows to train on`, wanted, 'fitFlow'));
}

/** Tells how far the fit is, with losses in the units of the data. */
function watch(shift: number, { steps, quiet, onRow }: Settings) {
  const bar = progress({ total: steps, quiet });
  const inUnits = ({ loss, validLoss, ...row }: MetricRow): MetricRow => ({
    ...row,
    loss: loss! + shift,
    ...(validLoss !== undefined && { validLoss: validLoss + shift }),
  });
  return {
    inUnits,
    onRow(row: MetricRow) {
      const { loss, validLoss } = inUnits(row);
      bar.update(row.step, `-ln q ${(validLoss ?? loss!).toFixed(3)}`);
      onRow?.(inUnits(row));
    },
    end: () => bar.end(),
  };
}

/** The flow's parameters and those of the base, as plain numbers. */
function weightsOf({ weights }: Problem, values: Float32Array): Pick<FittedFlow, 'params' | 'base'> {
  const parts = Object.fromEntries(layout(weights).map(({ name, start, end }) => [name, values.slice(start, end)]));
  return {
    params: parts['flow/params'] ?? new Float32Array(),
    base: { mean: parts['base/mean']!, logStd: parts['base/logStd']! },
  };
}
