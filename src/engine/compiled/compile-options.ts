import type { StepOptions } from '../eager-step.js';
import type { StartOptions } from '../start-state.js';
import type { SessionOptions } from './session-options.js';

export interface CompileOptions extends Omit<StepOptions, 'state'>, StartOptions, SessionOptions {
  /** Keeps `state` current after each update also on a graphics card, which is several times slower. Default false. */
  alwaysCurrent?: boolean;
}
