import type { TrainingState } from '../../problem/step.js';
import type { StepOptions } from '../eager-step.js';
import type { SessionOptions } from './session.js';

export interface CompileOptions extends Omit<StepOptions, 'state'>, SessionOptions {
  /** Where training goes on from; its numbers are copied. Default: the starting weights, drawn from `seed`. */
  state?: TrainingState;
  /** Of the starting weights. Default 0. */
  seed?: number;
  /** Keeps `state` current after each update also on a graphics card, which is several times slower. Default false. */
  alwaysCurrent?: boolean;
}
