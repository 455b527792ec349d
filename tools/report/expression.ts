import { max, mean, median, min, sum } from 'simple-statistics';
import { expected, UserError, unknownName } from '../../src/errors.js';
import type { Results } from './results.js';
import { type Expression, parseExpression } from './syntax.js';

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
  '*': (a, b) => a * b,
  '-': (a, b) => a - b,
  '+': (a, b) => a + b,
};

/** What a reference finds, all of it. */
export type Lookup = (reference: string) => unknown[];

/**
 * The value of `file:path`, of an aggregate `median(file:path)` of several or `abs(…)`, or of an expression of these and
 * numbers with `+`, `-`, `*`, `/` and parentheses.
 * @throws UserError saying what is not there or does not fit
 */
export const evaluate = (text: string, results: Results): unknown => valueIn(parseExpression(text), results.all);

/** The value of an expression that has been read. */
export function valueIn(expression: Expression, find: Lookup): unknown {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'reference':
      return only(find(expression.reference), expression.reference);
    case 'operation':
      return operators[expression.sign]!(numberOf(expression.left, find), numberOf(expression.right, find));
    case 'call':
      return called(expression.name, expression.of, find);
  }
}

function called(name: string, of: Expression, find: Lookup): number {
  if (name === 'abs') return Math.abs(numberOf(of, find));
  const where = `${name}(${written(of)})`;
  return aggregate(name, of.kind === 'reference' ? find(of.reference) : rowByRow(of, find), where);
}

/** The values of an expression row by row, `median(file:rows[].a - file:rows[].b)`; null where one of its parts is. */
function rowByRow(of: Expression, find: Lookup): (number | null)[] {
  const columns = new Map(references(of).map((reference) => [reference, find(reference)]));
  const lengths = [...columns.values()].map((values) => values.length);
  if (new Set(lengths).size !== 1) {
    throw new UserError(expected(written(of), 'be of as many values in each part', lengths.join(', ')));
  }
  return Array.from({ length: lengths[0]! }, (_, row) => {
    const isWhole = [...columns.values()].every((values) => values[row] !== null);
    return isWhole ? numberOf(of, (reference) => [columns.get(reference)![row]]) : null;
  });
}

/** The references of an expression. */
export function references(of: Expression): string[] {
  if (of.kind === 'reference') return [of.reference];
  if (of.kind === 'call') return references(of.of);
  return of.kind === 'operation' ? [...references(of.left), ...references(of.right)] : [];
}

function only(found: readonly unknown[], reference: string): unknown {
  if (found.length !== 1) throw new UserError(`Expected ${reference} to find one value, got ${found.length}`);
  return found[0];
}

/** @throws UserError if the value is no number */
export function numberOf(expression: Expression, find: Lookup): number {
  const value = valueIn(expression, find);
  if (typeof value !== 'number') throw new UserError(expected(written(expression), 'be a number', value));
  return value;
}

function written(expression: Expression): string {
  if (expression.kind === 'reference') return expression.reference;
  if (expression.kind === 'call') return `${expression.name}(${written(expression.of)})`;
  if (expression.kind === 'number') return String(expression.value);
  return `${written(expression.left)} ${expression.sign} ${written(expression.right)}`;
}

/** An aggregate of the numbers among some values; null, which stands for a run that broke down, is left out. */
export function aggregate(name: string, values: readonly unknown[], where: string): number {
  const make = Object.hasOwn(aggregates, name) ? aggregates[name] : undefined;
  if (!make) throw new UserError(unknownName('function', name, [...Object.keys(aggregates), 'abs']));
  const numbers = values.flat().filter((value) => value !== null);
  if (numbers.length === 0 && name !== 'count') throw new UserError(`Expected ${where} to find numbers, got none`);
  const other = name === 'count' ? undefined : numbers.find((value) => typeof value !== 'number');
  if (other !== undefined) throw new UserError(expected(where, 'find numbers', other));
  return make(numbers as number[]);
}
