/** A first-order update over one flat array of weights, in place; `slots` is its memory. */
export interface Optimiser {
  readonly name: string;
  readonly slotCount: number;
  /** The numbers it was made with, for an engine that has the same update as machine code. */
  readonly settings: Readonly<Record<string, number>>;
  /** The learning rate of an update that `step` others came before. */
  rate(step: number): number;
  /** @param step how many updates came before this one */
  update(weights: Float32Array, gradients: Float32Array, slots: readonly Float32Array[], step: number): void;
}

/** A learning rate, the same for all updates or a function of how many came before. */
export type LearningRate = number | ((step: number) => number);

const rateOf = (learningRate: LearningRate) => (typeof learningRate === 'number' ? () => learningRate : learningRate);

export interface AdamOptions {
  learningRate?: LearningRate;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
}

/**
 * Adam: w ← w − η·m̂/(√v̂ + ε), with bias-corrected moments m̂ and v̂.
 * Source: Kingma & Ba 2015, algorithm 1 (in its efficient form, the corrections folded into the step size).
 */
export function adam({ learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions = {}): Optimiser {
  const rate = rateOf(learningRate);
  return {
    name: 'adam',
    slotCount: 2,
    settings: { beta1, beta2, epsilon },
    rate,
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
 */
export function rmsprop(options: RmspropOptions = {}): Optimiser {
  const { learningRate = 1e-5, decay = 0.9, momentum = 0.9, epsilon = 1e-8 } = options;
  const rate = rateOf(learningRate);
  return {
    name: 'rmsprop',
    slotCount: 2,
    settings: { decay, momentum, epsilon },
    rate,
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
}
