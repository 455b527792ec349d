import type { KnownUpdate } from '../../problem/optimiser.js';

/**
 * What changes in an optimiser's formulas from update to update; Adam's bias corrections are folded into both.
 * @param step how many updates came before this one
 */
export function stepNumbers(known: KnownUpdate, step: number): { rate: number; epsilon: number } {
  if (known.kind === 'rmsprop') return { rate: known.rate(step), epsilon: known.epsilon };
  const { beta1, beta2, epsilon } = known;
  const correction = Math.sqrt(1 - beta2 ** (step + 1));
  return { rate: (known.rate(step) * correction) / (1 - beta1 ** (step + 1)), epsilon: epsilon * correction };
}
