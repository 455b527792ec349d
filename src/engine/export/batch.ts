import { expected } from '../../errors.js';
import type { Shapes } from '../../problem/shapes.js';

/** Stands for the batch size in a shape. */
const free = -1;

/**
 * Shapes with −1 where they have the batch size: as they are where one has a −1, or else at the beginning of those that
 * begin with the same number of rows. Inputs of a single row beside others are no batch, as parameters [1, P] are not;
 * where inputs begin with different numbers of rows, there is no telling, and none is free.
 * @throws RangeError for sizes that are no whole numbers of at least 0, nor −1
 */
export function batchShapes(shapes: Shapes): Shapes {
  for (const [name, shape] of Object.entries(shapes)) checkSizes(name, shape);
  if (hasBatch(shapes)) return shapes;
  const starts = new Set(Object.values(shapes).flatMap((shape) => shape.slice(0, 1)));
  if (starts.size > 1) starts.delete(1);
  if (starts.size !== 1) return shapes;
  return mapShapes(shapes, (n, axis) => (axis === 0 && starts.has(n) ? free : n));
}

export const hasBatch = (shapes: Shapes): boolean => Object.values(shapes).some((shape) => shape.includes(free));

/** Shapes at one batch size. */
export const shapesAt = (shapes: Shapes, batch: number): Shapes => mapShapes(shapes, (n) => (n === free ? batch : n));

const mapShapes = (shapes: Shapes, size: (n: number, axis: number) => number): Shapes =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, shape.map(size)]));

function checkSizes(name: string, shape: readonly number[]): void {
  const isShape = shape.every((n) => Number.isInteger(n) && n >= free);
  if (!isShape)
    throw new RangeError(expected(`the shape of \`${name}\``, 'consist of sizes, and of −1 for any', shape));
}
