import { max, mean, median, min, sum } from 'simple-statistics';
import { expected, UserError, unknownName } from '../../src/errors.js';
import type { Results } from './results.js';

/** What several numbers can be summed up to. */
export const aggregates: Readonly<Record<string, (values: number[]) => number>> = {
  min,
  max,
  sum,
  mean,
  median,
  count: (values) => values.length,
};

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  '/': (a, b) => a / b,
  '-': (a, b) => a - b,
};

const call = /^(\w+)\((.+)\)$/;

/**
 * The value of `file:path`, of an aggregate `median(file:path)` of several, or of two of these with ` / ` or ` - `
 * between them.
 * @throws UserError saying what is not there or does not fit
 */
export function evaluate(text: string, results: Results): unknown {
  const [, left, operator, right] = /^(.+?)\s([/-])\s(.+)$/s.exec(text) ?? [];
  if (!operator) return term(text.trim(), results);
  return operators[operator]!(numberOf(left!, results), numberOf(right!, results));
}

function term(text: string, results: Results): unknown {
  const [, name, reference] = call.exec(text) ?? [];
  if (!name) return results.one(text);
  return aggregate(name, results.all(reference!), text);
}

function numberOf(text: string, results: Results): number {
  const value = term(text.trim(), results);
  if (typeof value !== 'number') throw new UserError(expected(text, 'be a number', value));
  return value;
}

/** An aggregate of the numbers among some values; null, which stands for a run that broke down, is left out. */
export function aggregate(name: string, values: readonly unknown[], where: string): number {
  const make = Object.hasOwn(aggregates, name) ? aggregates[name] : undefined;
  if (!make) throw new UserError(unknownName('aggregate', name, Object.keys(aggregates)));
  const numbers = values.flat().filter((value) => value !== null);
  if (numbers.length === 0 && name !== 'count') throw new UserError(`Expected ${where} to find numbers, got none`);
  const other = name === 'count' ? undefined : numbers.find((value) => typeof value !== 'number');
  if (other !== undefined) throw new UserError(expected(where, 'find numbers', other));
  return make(numbers as number[]);
}
