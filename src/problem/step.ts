import type { Arrays } from './problem.js';

/** What a step reports: `loss` and the other terms of the problem, as numbers. */
export type Metrics = { loss: number } & Record<string, number>;

/** All that changes while training, as plain arrays: weights and optimiser slots, each laid out weight after weight. */
export interface TrainingState {
  /** How many updates have been made. */
  step: number;
  weights: Float32Array;
  /** For Adam the first and second moments; each as long as `weights`. */
  slots: Float32Array[];
  /** A moving average of the weights, where one is kept; see `addToAverage`. */
  average?: Float32Array;
  /** The name of the optimiser whose memory the slots are; not known of states from elsewhere. */
  optimiser?: string;
}

/** One compiled or eager optimiser step over a problem; both engines keep the same state. */
export interface TrainingStep {
  readonly engine: 'eager' | 'compiled' | 'generated';
  /** Current after each call; where weights stay on a graphics card, to be read after `sync`. */
  readonly state: TrainingState;
  /** Computes loss and gradients at `inputs`, updates the weights in place, and returns the terms before the update. */
  run(inputs: Arrays): Promise<Metrics>;
  /** Terms at `inputs` without an update. */
  evaluate(inputs: Arrays): Promise<Metrics>;
  /** Fetches weights and slots from a graphics card into `state`; elsewhere they are there already. */
  sync(): Promise<void>;
  dispose(): void;
}
