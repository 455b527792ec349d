import type { EngineName } from '../engine/browser.js';
import { checkCount, expected, unknownName } from '../errors.js';
import type { Flow } from '../flows/flow.js';
import { host } from '../host.js';
import { isContinuous } from '../objectives/flow-matching.js';
import type { MetricRow } from '../training/browser.js';
import { type FitObjective, type FitPairing, objectives, pairings } from './objective.js';
import type { HeldOutTables } from './prepare.js';
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
  /**
   * `likelihood`, or `flow-matching` for a flow with a velocity, such as `continuous`, whose updates it makes many times as
   * fast (see `flowMatchingProblem`): the base stays N(0, I), and held-out rows are scored by their likelihood all the
   * same. Default `likelihood`.
   */
  objective?: FitObjective;
  /**
   * Which noise flow matching carries to which row of a batch: `random`, or by `transport` the nearest on the whole, in time
   * that grows with the cube of the batch; see `pairedByTransport`. Default `random`.
   */
  pairing?: FitPairing;
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
   * and for columns of few values, whose density has no bound and of which `fitFlow` warns. Default 0.
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

const defaults = {
  ...{ objective: 'likelihood', pairing: 'random' },
  ...{ validation: 0.1, standardise: true, steps: 4000, learningRate: 3e-3, averaging: 0.998 },
  ...{ patience: 15, jitter: 0, seed: 0, onWarning: console.warn },
} satisfies FitFlowOptions;

/** Options with their defaults. */
export type Settings = FitFlowOptions & Required<Pick<FitFlowOptions, keyof typeof defaults | 'quiet'>>;

/** @throws RangeError for an option out of range; TypeError for a flow without an inverse, or the velocity that is asked for */
export function settingsOf(flow: Flow, options: FitFlowOptions): Settings {
  const where = `fitFlow, ${flow.name}`;
  if (!flow.inverse) throw new TypeError(expected('the flow', 'offer an inverse', flow.inverseKind, where));
  const settings = { ...defaults, quiet: !host?.stderr?.isTTY, ...options };
  checkCount('steps', settings.steps, where);
  checkCount('patience', settings.patience, where);
  checkName('objective', settings.objective, objectives);
  checkName('pairing', settings.pairing, pairings);
  if (settings.objective === 'flow-matching' && !isContinuous(flow)) {
    throw new TypeError(expected('the flow', 'have a velocity for flow matching, as `continuous` has', 'none', where));
  }
  if (settings.pairing === 'transport' && flow.contextDim > 0) {
    const wanted = 'be random where the flow takes a context, given which paired noise is not normal';
    throw new RangeError(expected('pairing', wanted, settings.pairing, where));
  }
  if (!(settings.jitter >= 0 && settings.jitter < Infinity)) {
    throw new RangeError(expected('jitter', 'be a number of at least 0', settings.jitter, where));
  }
  return settings;
}

function checkName(kind: string, value: string, names: readonly string[]): void {
  if (!names.includes(value)) throw new RangeError(unknownName(kind, value, names));
}

/** @throws RangeError for more rows per update than there are */
export function batchSizeOf(rows: number, wanted: number | undefined): number {
  if (wanted === undefined) return Math.min(256, rows);
  checkCount('batchSize', wanted, 'fitFlow');
  if (wanted <= rows) return wanted;
  throw new RangeError(expected('batchSize', `be at most the ${rows} rows to train on`, wanted, 'fitFlow'));
}
