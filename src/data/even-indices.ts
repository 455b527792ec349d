import { expected } from '../errors.js';

/**
 * Some of the indices 0 … total − 1, evenly spread and ascending, ⌊i · total / count⌋: of a set sorted by label they take
 * all its labels.
 * @returns [count]
 * @throws RangeError unless count is a whole number from 0 to total
 */
export function evenIndices(count: number, total: number): Uint32Array {
  if (!(Number.isInteger(count) && count >= 0 && count <= total)) {
    throw new RangeError(expected('count', `be a whole number from 0 to ${total}`, count, 'evenIndices'));
  }
  return Uint32Array.from({ length: count }, (_, i) => Math.floor((i * total) / count));
}
