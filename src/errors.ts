import { distance } from 'fastest-levenshtein';

/** A mistake or a missing thing that the user can mend: printed as one line, exit code 2, no stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The one wording of every complaint: `Expected steps to be at least 1, got -3 (vinf train)`. */
export function expected(what: string, wanted: string, got: unknown, where?: string): string {
  return `Expected ${what} to ${wanted}, got ${describe(got)}${where ? ` (${where})` : ''}`;
}

/** What went wrong, without the lines of details that libraries add. */
export const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split('\n')[0]!;

/** The name among `names` that is nearest to what was typed, for "did you mean" hints. */
export function closest(typed: string, names: readonly string[]): string {
  return names.reduce((best, name) => (distance(typed, name) < distance(typed, best) ? name : best));
}

/** `Unknown flow "planr"; did you mean "planar"? (known: planar, radial)`. */
export function unknownName(kind: string, typed: string, names: readonly string[]): string {
  if (names.length === 0) return `Unknown ${kind} "${typed}"; there is none`;
  return `Unknown ${kind} "${typed}"; did you mean "${closest(typed, names)}"? (known: ${names.join(', ')})`;
}

/** @throws RangeError unless `value` is a whole number of at least `least` */
export function checkCount(what: string, value: number, where: string, least = 1): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeError(expected(what, `be a whole number of at least ${least}`, value, where));
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.message;
  return typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : (JSON.stringify(value) ?? String(value));
}
