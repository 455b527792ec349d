import * as tf from '@tensorflow/tfjs';
import { expected } from '../errors.js';
import type { Values } from '../tensors/values.js';
import type { Density } from './density.js';

/**
 * The sizes of a density whose parameters all have D numbers, in one row or in B of them.
 * @param parameters by name, each D numbers, or a tensor [D] or [B | 1, D]
 * @throws RangeError for parameters of different sizes or other shapes, or plain numbers that are not finite
 */
export function sizesOf(parameters: Record<string, Values>, where: string): Required<Pick<Density, 'dim' | 'rows'>> {
  const named = Object.entries(parameters).map(([name, values]) => ({ name, shape: shapeOf(name, values, where) }));
  const [first, ...others] = named;
  const [, dim] = first!.shape;
  const rows = commonRows(Object.fromEntries(named.map(({ name, shape }) => [name, shape[0]])), where);
  for (const { name, shape } of others) {
    if (shape[1] === dim) continue;
    throw new RangeError(expected(`\`${name}\``, `have ${dim} columns like \`${first!.name}\``, shape[1], where));
  }
  return { dim, rows };
}

/**
 * B, where some parts have B rows and the others one.
 * @throws RangeError for two such numbers
 */
export function commonRows(parts: Record<string, number>, where: string): number {
  const [first, ...others] = Object.entries(parts).filter(([, rows]) => rows !== 1);
  const odd = others.find(([, rows]) => rows !== first![1]);
  if (!odd) return first?.[1] ?? 1;
  const wanted = `have 1 row, or ${first![1]} like \`${first![0]}\``;
  throw new RangeError(expected(`\`${odd[0]}\``, wanted, odd[1], where));
}

/** Rows and columns. */
function shapeOf(name: string, values: Values, where: string): readonly [rows: number, columns: number] {
  if (values instanceof tf.Tensor) {
    const [columns = 1, rows = 1] = values.shape.toReversed();
    if (values.rank > 2)
      throw new RangeError(expected(`\`${name}\``, 'have shape [D] or [B | 1, D]', values.shape, where));
    return [rows, columns];
  }
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new RangeError(expected(`\`${name}\``, 'be finite', `${values[at]} at ${at}`, where));
  return [1, values.length];
}
