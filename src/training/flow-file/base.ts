import type { Density } from '../../densities/density.js';
import { type DiagonalGaussian, diagonalGaussian } from '../../densities/diagonal-gaussian.js';
import { type FullGaussian, fullGaussian } from '../../densities/full-gaussian.js';
import { expected, unknownName } from '../../errors.js';
import type { Values } from '../../tensors/values.js';

/** The base of a flow that a file can hold. */
export type GaussianBase = DiagonalGaussian | FullGaussian;

/** One array of a base: how many columns it has, and what it holds. */
interface Part {
  columns: number;
  values: Values;
}

interface Kind {
  /** Columns of each array that describes the base, by name. */
  columns(dim: number): Readonly<Record<string, number>>;
  make(arrays: Readonly<Record<string, Values>>): GaussianBase;
}

const kinds: Readonly<Record<string, Kind>> = {
  'diagonal Gaussian': {
    columns: (dim) => ({ mean: dim, logStd: dim }),
    make: ({ mean, logStd }) => diagonalGaussian(mean!, logStd!),
  },
  'full Gaussian': {
    columns: (dim) => ({ mean: dim, factor: dim * dim }),
    make: ({ mean, factor }) => fullGaussian(mean!, factor!),
  },
};

/** The arrays that describe a base, by name. @throws RangeError for a base that is not a Gaussian of this library */
export function baseParts(base: Density): Readonly<Record<string, Part>> {
  const held: Readonly<Record<string, unknown>> = { ...base };
  const columns = Object.hasOwn(kinds, base.name) ? kinds[base.name]!.columns(base.dim) : {};
  const parts = Object.entries(columns).map(([name, count]) => [
    name,
    { columns: count, values: held[name] as Values },
  ]);
  if (parts.length > 0 && Object.keys(columns).every((name) => held[name] !== undefined))
    return Object.fromEntries(parts);
  throw new RangeError(expected('the base', `be one of ${Object.keys(kinds).join(', ')}`, base.name, 'flow file'));
}

/**
 * A base of its arrays.
 * @param arrayOf the array of that name, with so many columns
 * @throws RangeError for an unknown base
 */
export function baseFrom(name: string, dim: number, arrayOf: (part: string, columns: number) => Values): GaussianBase {
  if (!Object.hasOwn(kinds, name)) throw new RangeError(unknownName('base', name, Object.keys(kinds)));
  const { columns, make } = kinds[name]!;
  const arrays = Object.entries(columns(dim)).map(([part, count]) => [part, arrayOf(part, count)]);
  return make(Object.fromEntries(arrays));
}
