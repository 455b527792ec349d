import { adam, type Optimiser } from '../training/index.js';

export interface CosineAdamOptions {
  /** η at the start. */
  learningRate: number;
  /** Updates in all. */
  steps: number;
  /** Share of the updates at full rate. Default 0.5. */
  hold?: number;
  /** The rate at the end, as a share of the first. Default 0.01. */
  floor?: number;
}

/**
 * Adam with a falling learning rate: η for the first updates, then half a cosine down to floor·η.
 * Source: Loshchilov & Hutter 2017 (SGDR), eq. 5, for the cosine.
 */
export function cosineAdam({ learningRate: eta, steps, hold = 0.5, floor = 0.01 }: CosineAdamOptions): Optimiser {
  const learningRate = (step: number) => {
    const fallen = Math.min(1, Math.max(0, (step / steps - hold) / (1 - hold)));
    return eta * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * fallen)));
  };
  return adam({ learningRate });
}
