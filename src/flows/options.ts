import { expected, unknownName } from '../errors.js';

/** Looks at one option. @returns the complaint about a value that it cannot have */
export type OptionCheck = (name: string, value: unknown, where: string) => string | undefined;

/** What each option of a flow has to be. An option without an entry is a compile error here, and refused at run time. */
export type OptionChecks<Options> = { readonly [Name in keyof Required<Options>]: OptionCheck };

/**
 * Checks all options of a flow, or a part of one, by their one description. `undefined` stands for a default.
 * @param where what the options belong to, such as `planar`
 * @throws RangeError for a value that an option cannot have, or an option that there is not
 */
export function checkOptions<Options extends object>(
  options: Options,
  checks: OptionChecks<NoInfer<Options>>,
  where: string,
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new RangeError(expected('options', 'be an object', options, where));
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) throw new RangeError(unknownName(`${where} option`, name, Object.keys(checks)));
    const complaint = value === undefined ? undefined : checks[name as keyof Options](name, value, where);
    if (complaint !== undefined) throw new RangeError(complaint);
  }
}

const check =
  (wanted: string, holds: (value: unknown) => boolean): OptionCheck =>
  (name, value, where) =>
    holds(value) ? undefined : expected(name, wanted, value, where);

const isCount = (value: unknown, least: number, most = Number.POSITIVE_INFINITY): boolean =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

const isPositive = (value: unknown): boolean => typeof value === 'number' && Math.fround(value) > 0;

/** A whole number from `least` on. */
export const countFrom = (least: number): OptionCheck =>
  check(`be a whole number of at least ${least}`, (value) => isCount(value, least));

export const countBetween = (least: number, most: number): OptionCheck =>
  check(`be a whole number from ${least} to ${most}`, (value) => isCount(value, least, most));

/** Of `noise`. */
export const seedCheck = check('be a whole number from 0 to 2^32 - 1', (value) => isCount(value, 0, 2 ** 32 - 1));

/** In float32: a number that becomes 0 or infinite there is none. */
export const positive = check(
  'be a finite number above 0',
  (value) => isPositive(value) && Number.isFinite(Math.fround(value as number)),
);

/** In float32 too. */
export const finite = check(
  'be a finite number',
  (value) => typeof value === 'number' && Number.isFinite(Math.fround(value)),
);

/** For `softBound`, where ∞ is no bound. */
export const softBoundCheck = check('be a number above 0, or Infinity', isPositive);

export const betweenZeroAndOne = check('lie between 0 and 1', (value) => isPositive(value) && (value as number) < 1);

export const yesOrNo = check('be true or false', (value) => typeof value === 'boolean');

export const label = check('be a name', (value) => typeof value === 'string' && value !== '');

/** A list of as many whole numbers of at least 1 as one likes. */
export const widths: OptionCheck = (name, value, where) => {
  if (!Array.isArray(value)) return expected(name, 'be a list of widths', value, where);
  const at = value.findIndex((width) => !isCount(width, 1));
  return at < 0 ? undefined : expected(`every ${name} width`, 'be a whole number of at least 1', value[at], where);
};

/** Something that the library calls, which it cannot look into. */
export const callable = check('be a function', (value) => typeof value === 'function');

/** One of some names. @param kind what messages call it, such as `constraint` */
export const oneOf =
  (kind: string, names: readonly string[]): OptionCheck =>
  (name, value, where) => {
    if (typeof value !== 'string') return expected(name, `be one of ${names.join(', ')}`, value, where);
    return names.includes(value) ? undefined : unknownName(kind, value, names);
  };
