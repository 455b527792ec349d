import type { WeightSpec } from '../problem/problem.js';
import type { TrainingState } from '../problem/step.js';

/** A training state and whatever else a resumed run must know. */
export interface Checkpoint {
  state: TrainingState;
  /** Free text, such as the sums that the next row of metrics will be the mean of. */
  notes: Record<string, string>;
}

/** One line of `metrics.jsonl`: the step and the means since the line before, in nats where the term is. */
export type MetricRow = { step: number } & Record<string, number>;

/** One line of `timings.jsonl`: what the updates since the line before took, by the clock and of processors. */
export interface TimingRow {
  step: number;
  seconds: number;
  processorSeconds: number;
}

/** A folder that holds a run: `config.json`, `metrics.jsonl`, `timings.jsonl` and `checkpoints/`. */
export interface RunFolder {
  readonly path: string;
  readonly checkpoints: string;
  /**
   * The rows of `metrics.jsonl` up to a step. Later ones are dropped from the file and from `timings.jsonl`, and with
   * them lines that do not fit, which are told of.
   */
  rewind(step: number): Promise<MetricRow[]>;
  appendMetrics(row: MetricRow): Promise<void>;
  /** Clock times go to their own file, so that `metrics.jsonl` can be compared byte by byte. */
  appendTiming(row: TimingRow): Promise<void>;
  /** Seconds from now: by the clock, and of processors in this process. */
  startClock(): () => Omit<TimingRow, 'step'>;
  saveCheckpoint(weights: readonly WeightSpec[], checkpoint: Checkpoint): Promise<void>;
  /**
   * The newest checkpoint that can be read; undefined where there is none.
   * @param onWarning told of damaged ones, and of one that another version of the library wrote
   * @throws UserError if there are some and none can be read
   */
  loadLatest(
    weights: readonly WeightSpec[],
    slotCount: number,
    onWarning?: (message: string) => void,
  ): Promise<Checkpoint | undefined>;
  /** Keeps the weights with the least `validLoss` beside the checkpoints. */
  saveBest(weights: readonly WeightSpec[], state: TrainingState): Promise<void>;
  /** The weights with the least `validLoss`; undefined where nothing was validated. */
  loadBest(weights: readonly WeightSpec[]): Promise<TrainingState | undefined>;
  /** Lets other processes at the folder again. */
  close(): Promise<void>;
}
