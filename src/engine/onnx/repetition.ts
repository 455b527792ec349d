import { sizeOf, type Value, type Values } from './graph.js';

/** Whether two constants hold the same numbers, to the last bit but that of a NaN. */
export const sameNumbers = (a: Values, b: Values): boolean =>
  a.length === b.length && a.every((x, i) => Object.is(x, b[i]));

/**
 * What a constant repeats along some axes: its numbers with length 1 there. Undefined where they differ along them.
 * @param kept the constant's shape, with 1 at these axes
 */
export function repetition({ shape, constant }: Value, kept: readonly number[]): Values | undefined {
  const place = placeIn(kept, shape);
  const slice = constant!.slice(0, sizeOf(kept)); // For its type; every number is set below.
  for (const [i, x] of constant!.entries()) slice[place(i)] = x;
  return constant!.every((x, i) => Object.is(x, slice[place(i)])) ? slice : undefined;
}

/** Where the number at an index of a shape lies in one that has length 1 at some of its axes. */
function placeIn(kept: readonly number[], shape: readonly number[]): (index: number) => number {
  const strides = kept.map((n, axis) => (n === 1 ? 0 : sizeOf(kept.slice(axis + 1))));
  return (index) => {
    let [rest, place] = [index, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return place;
  };
}
