/** A size as a function of the batch size B: slope·B + base, both whole. */
export interface Size {
  readonly slope: number;
  readonly base: number;
}

/** Sizes as functions of the batch size, from their values at several; undefined where they are no such functions. */
export function sizesThrough(
  batches: readonly number[],
  values: readonly (readonly number[])[],
): readonly Size[] | undefined {
  const [first, ...others] = values as [readonly number[], ...(readonly number[])[]];
  if (others.some(({ length }) => length !== first.length)) return undefined;
  const sizes = first.map((_, i) =>
    sizeThrough(
      batches,
      values.map((list) => list[i]!),
    ),
  );
  return sizes.every((size) => size !== undefined) ? sizes : undefined;
}

function sizeThrough(batches: readonly number[], values: readonly number[]): Size | undefined {
  const slope = (values[1]! - values[0]!) / (batches[1]! - batches[0]!);
  const base = values[0]! - slope * batches[0]!;
  const isLine = Number.isInteger(slope) && batches.every((batch, i) => slope * batch + base === values[i]);
  return isLine ? { slope, base } : undefined;
}

/** As a file has it: a number, or `batch`, `2*batch`, `batch+1`. */
export function dimensionOf({ slope, base }: Size): number | string {
  if (slope === 0) return base;
  const multiple = slope === 1 ? 'batch' : `${slope}*batch`;
  if (base === 0) return multiple;
  return base > 0 ? `${multiple}+${base}` : `${multiple}${base}`;
}
