import { expected } from '../errors.js';

/** A first-order update over one flat array of weights, in place; `slots` is its memory. */
export interface Optimiser {
  readonly name: string;
  readonly slotCount: number;
  /** @param step how many updates came before this one */
  update(weights: Float32Array, gradients: Float32Array, slots: readonly Float32Array[], step: number): void;
}

/** A learning rate, the same for all updates or a function of how many came before. */
export type LearningRate = number | ((step: number) => number);

/** What an engine that has the same update as machine code has to know; `rate` takes the number of updates before. */
export type KnownUpdate = { rate(step: number): number } & (
  | { kind: 'adam'; beta1: number; beta2: number; epsilon: number }
  | { kind: 'rmsprop'; decay: number; momentum: number; epsilon: number }
);

/** By the function and not by a name, so that an optimiser with an update of its own is never taken for another. */
const knownUpdates = new WeakMap<Optimiser['update'], KnownUpdate>();

/** The update of an optimiser, if it is that of `adam` or `rmsprop`. */
export const knownUpdate = ({ update }: Optimiser): KnownUpdate | undefined => knownUpdates.get(update);

function known(optimiser: Optimiser, update: KnownUpdate): Optimiser {
  knownUpdates.set(optimiser.update, update);
  return optimiser;
}

const rateOf = (learningRate: LearningRate, where: string): KnownUpdate['rate'] => {
  if (typeof learningRate === 'function') return (step) => checkedRate(learningRate(step), `${where}, step ${step}`);
  const rate = checkedRate(learningRate, where);
  return () => rate;
};

function checkedRate(rate: number, where: string): number {
  if (rate >= 0 && Number.isFinite(rate)) return rate;
  throw new RangeError(expected('learningRate', 'be a number of at least 0', rate, where));
}

/** Shares of the old, such as β₁, are from 0 to 1 and not 1; ε is not negative. */
function checkSettings({ epsilon, ...shares }: Record<string, number>, where: string): void {
  for (const [name, share] of Object.entries(shares)) {
    if (!(Number.isFinite(share) && share >= 0 && share < 1))
      throw new RangeError(expected(name, 'be at least 0 and below 1', share, where));
  }
  if (epsilon! >= 0 && Number.isFinite(epsilon)) return;
  throw new RangeError(expected('epsilon', 'be a number of at least 0', epsilon, where));
}

export interface AdamOptions {
  learningRate?: LearningRate;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
}

/**
 * Adam: w ← w − η·m̂/(√v̂ + ε), with bias-corrected moments m̂ and v̂.
 * Source: Kingma & Ba 2015, algorithm 1 (in its efficient form, the corrections folded into the step size).
 * @throws RangeError for a number out of range, and from the update for such a rate of that step
 * @example
 * ```ts
 * import { adam, cosineDecay } from 'vinf';
 *
 * const optimiser = adam({ learningRate: cosineDecay({ learningRate: 1e-3, steps: 5000 }) });
 * const weights = Float32Array.of(1);
 * optimiser.update(weights, Float32Array.of(0.5), [new Float32Array(1), new Float32Array(1)], 0);
 * console.log(weights[0].toFixed(4)); // 0.9990
 * ```
 */
export function adam({ learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {}): Optimiser {
  const rate = rateOf(learningRate, 'adam');
  checkSettings({ beta1, beta2, epsilon }, 'adam');
  const optimiser: Optimiser = {
    name: 'adam',
    slotCount: 2,
    update(weights, gradients, [m, v], step) {
      const correction = Math.sqrt(1 - beta2 ** (step + 1));
      const scale = (rate(step) * correction) / (1 - beta1 ** (step + 1));
      const eps = epsilon * correction;
      for (let i = 0; i < weights.length; i++) {
        const g = gradients[i]!;
        m![i] = beta1 * m![i]! + (1 - beta1) * g;
        v![i] = beta2 * v![i]! + (1 - beta2) * g * g;
        weights[i] = weights[i]! - (scale * m![i]!) / (Math.sqrt(v![i]!) + eps);
      }
    },
  };
  return known(optimiser, { kind: 'adam', rate, beta1, beta2, epsilon });
}

export interface RmspropOptions {
  learningRate?: LearningRate;
  /** Decay of the running mean of squared gradients; the 2015 paper does not state it. */
  decay?: number;
  momentum?: number;
  epsilon?: number;
}

/**
 * RMSprop with momentum: s ← ρ·s + (1 − ρ)·g², v ← μ·v + η·g/√(s + ε), w ← w − v.
 * Source: Tieleman & Hinton 2012; learning rate 1e-5 and momentum 0.9 as in Rezende & Mohamed 2015, section 6.
 * @throws RangeError for a number out of range, and from the update for such a rate of that step
 */
export function rmsprop(options: RmspropOptions = {}): Optimiser {
  const { learningRate = 1e-5, decay = 0.9, momentum = 0.9, epsilon = 1e-8 } = options;
  const rate = rateOf(learningRate, 'rmsprop');
  checkSettings({ decay, momentum, epsilon }, 'rmsprop');
  const optimiser: Optimiser = {
    name: 'rmsprop',
    slotCount: 2,
    update(weights, gradients, [meanSquare, velocity], step) {
      const eta = rate(step);
      for (let i = 0; i < weights.length; i++) {
        const g = gradients[i]!;
        meanSquare![i] = decay * meanSquare![i]! + (1 - decay) * g * g;
        velocity![i] = momentum * velocity![i]! + (eta * g) / Math.sqrt(meanSquare![i]! + epsilon);
        weights[i] = weights[i]! - velocity![i]!;
      }
    },
  };
  return known(optimiser, { kind: 'rmsprop', rate, decay, momentum, epsilon });
}
