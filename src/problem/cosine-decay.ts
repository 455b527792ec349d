export interface CosineDecayOptions {
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
 * A falling learning rate: η for the first updates, then half a cosine down to floor·η.
 * Source: Loshchilov & Hutter 2017 (SGDR), eq. 5, for the cosine.
 */
export function cosineDecay({ learningRate: eta, steps, hold = 0.5, floor = 0.01 }: CosineDecayOptions) {
  return (step: number): number => {
    const fallen = Math.min(1, Math.max(0, (step / steps - hold) / (1 - hold)));
    return eta * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * fallen)));
  };
}
