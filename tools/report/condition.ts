import { UserError } from '../../src/errors.js';
import { aggregate, type Lookup, numberOf, references } from './expression.js';
import { format } from './format.js';
import { type Comparison, parseCondition } from './syntax.js';

const relations: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '=': (a, b) => a === b,
};

/**
 * What of a condition such as `median(mnist:rows[K=80].nll) < 87 by family` does not hold, with the numbers that it
 * compares; undefined if all of it does.
 * @throws UserError saying what the condition lacks, or what is not there
 */
export function failure(condition: string, find: Lookup): string | undefined {
  for (const comparison of parseCondition(condition)) {
    const found = comparison.trend ? failedTrend(comparison, find) : failedComparison(comparison, find);
    if (found) return `${comparison.text}: ${found}`;
  }
  return undefined;
}

function failedComparison(comparison: Comparison, find: Lookup): string | undefined {
  if (comparison.by.length === 0) return failedOnce(comparison, find);
  for (const group of groups(comparison, find)) {
    const found = failedOnce(comparison, (reference) => find(within(reference, group)));
    if (found) return `${found} where ${group}`;
  }
  return undefined;
}

function failedOnce({ sides, signs }: Comparison, find: Lookup): string | undefined {
  const values = sides.map((side) => numberOf(side, find));
  const holds = signs.every((sign, i) => relations[sign]!(values[i]!, values[i + 1]!));
  return holds ? undefined : `${values.map((value) => format(value, '.5g')).join(', ')}`;
}

/** The medians of the values at each value of the field, which should fall, or rise, from one to the next. */
function failedTrend({ sides, trend, by }: Comparison, find: Lookup): string | undefined {
  const [side] = sides;
  if (side?.kind !== 'reference') throw new UserError(`Expected ${trend} to be of file:path, got an expression`);
  const keys = find(fieldBeside(side.reference, by[0]!)).map(Number);
  const values = find(side.reference);
  const at = (key: number) => {
    const ofKey = values.filter((_, i) => keys[i] === key);
    return aggregate('median', ofKey, `${side.reference} where ${by[0]}=${key}`);
  };
  const steps = [...new Set(keys)].sort((a, b) => a - b).map(at);
  if (steps.length < 2) throw new UserError(`Expected ${side.reference} to have several ${by[0]}, got ${steps.length}`);
  const holds = steps.every(
    (value, i) => i === 0 || (trend === 'falls' ? value < steps[i - 1]! : value > steps[i - 1]!),
  );
  return holds ? undefined : steps.map((value) => format(value, '.5g')).join(', ');
}

/** The values of the fields that every reference of the comparison has, as conditions: `family=planar,K=8`. */
function groups({ sides, by, text }: Comparison, find: Lookup): string[] {
  const keysOf = (reference: string): string[] => {
    const columns = by.map((field) => find(fieldBeside(reference, field)));
    return columns[0]!.map((_, row) => by.map((field, i) => `${field}=${columns[i]![row]}`).join(','));
  };
  const [first, ...others] = [...new Set(sides.flatMap(references))].map(keysOf);
  const common = [...new Set(first)].filter((group) => others.every((groups) => groups.includes(group)));
  if (common.length < 2)
    throw new UserError(`Expected ${text} to compare several ${by.join(', ')}, got ${common.length}`);
  return common;
}

/** `mnist:rows[family=planar].nll` among the rows that a group has: `mnist:rows[family=planar,K=8].nll`. */
const within = (reference: string, group: string): string => {
  const { rows, chosen, rest } = parts(reference);
  return `${rows}[${chosen ? `${chosen},` : ''}${group}]${rest}`;
};

/** The reference to another field of the same rows. */
const fieldBeside = (reference: string, field: string): string => {
  const { rows, chosen } = parts(reference);
  return `${rows}[${chosen}].${field}`;
};

function parts(reference: string): { rows: string; chosen: string; rest: string } {
  const match = /^(.*)\[((?:[^\]]*=[^\]]*)?)\](.*?)$/.exec(reference);
  if (!match) throw new UserError(`Expected ${reference} to choose rows, such as file:rows[].field`);
  return { rows: match[1]!, chosen: match[2]!, rest: match[3]! };
}
