import { expected, UserError } from '../../src/errors.js';
import { type Token, tokens } from './tokens.js';

/** What a `{{value}}` computes. */
export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'reference'; reference: string }
  | { kind: 'call'; name: string; of: Expression }
  | { kind: 'operation'; sign: string; left: Expression; right: Expression };

/** What a `{{claim}}` says: all of its comparisons hold. */
export interface Comparison {
  /** As it is written. */
  text: string;
  /** What is compared, from left to right, and the signs between. `falls` and `rises` have one. */
  sides: Expression[];
  signs: string[];
  trend?: 'falls' | 'rises';
  /** Fields of the rows: the comparison holds for each of their values. */
  by: string[];
}

interface Reader {
  text: string;
  tokens: Token[];
  at: number;
}

/** @throws UserError if the text is no expression */
export function parseExpression(text: string): Expression {
  const reader = { text, tokens: tokens(text), at: 0 };
  const found = sum(reader);
  end(reader);
  return found;
}

/**
 * `a < b`, `a < b <= c`, `a = b`, with `by field, field` behind where it is to hold for each value of these, or
 * `a falls by field`, `a rises by field`; several with `and` between.
 * @throws UserError if the text is no condition
 */
export function parseCondition(text: string): Comparison[] {
  const reader = { text, tokens: tokens(text), at: 0 };
  const found = [comparison(reader)];
  while (took(reader, 'and')) found.push(comparison(reader));
  end(reader);
  return found;
}

function comparison(reader: Reader): Comparison {
  const first = reader.at;
  const [sides, signs]: [Expression[], string[]] = [[sum(reader)], []];
  const trend = (['falls', 'rises'] as const).find((word) => took(reader, word));
  for (let sign = relation(reader); !trend && sign; sign = relation(reader)) {
    signs.push(sign);
    sides.push(sum(reader));
  }
  if (!trend && signs.length === 0) throw unexpected(reader, 'a comparison: <, <=, >, >=, =, falls or rises');
  const by = took(reader, 'by') ? fields(reader) : [];
  if (trend && by.length !== 1) throw new UserError(expected(trend, 'have by and one field after it', by.join(', ')));
  const text = reader.text.slice(reader.tokens[first]!.start, reader.tokens[reader.at - 1]!.end);
  return { text, sides, signs, by, ...(trend && { trend }) };
}

function fields(reader: Reader): string[] {
  const found = [name(reader)];
  while (took(reader, ',')) found.push(name(reader));
  return found;
}

const sum = (reader: Reader): Expression => operations(reader, ['+', '-'], product);
const product = (reader: Reader): Expression => operations(reader, ['*', '/'], atom);

function operations(reader: Reader, signs: readonly string[], operand: (reader: Reader) => Expression): Expression {
  let left = operand(reader);
  for (;;) {
    const sign = signs.find((one) => took(reader, one));
    if (!sign) return left;
    left = { kind: 'operation', sign, left, right: operand(reader) };
  }
}

function atom(reader: Reader): Expression {
  const token = reader.tokens[reader.at];
  if (token?.kind === 'number') return { kind: 'number', value: Number(next(reader).text) };
  if (token?.kind === 'reference') return { kind: 'reference', reference: next(reader).text };
  if (took(reader, '(')) return closed(reader, sum(reader));
  if (token?.kind !== 'name' || reader.tokens[reader.at + 1]?.text !== '(') {
    throw unexpected(reader, 'a number, file:path or a function of one, such as median(file:path)');
  }
  const called = name(reader);
  took(reader, '(');
  return closed(reader, { kind: 'call', name: called, of: sum(reader) });
}

function closed<T>(reader: Reader, found: T): T {
  if (!took(reader, ')')) throw unexpected(reader, ')');
  return found;
}

function name(reader: Reader): string {
  if (reader.tokens[reader.at]?.kind !== 'name') throw unexpected(reader, 'a name');
  return next(reader).text;
}

const next = (reader: Reader): Token => reader.tokens[reader.at++]!;

const relation = (reader: Reader): string | undefined => ['<', '<=', '>', '>=', '='].find((sign) => took(reader, sign));

function took(reader: Reader, text: string): boolean {
  if (reader.tokens[reader.at]?.text !== text) return false;
  reader.at++;
  return true;
}

function end(reader: Reader): void {
  if (reader.at < reader.tokens.length) throw unexpected(reader, 'an operator or the end');
}

const unexpected = (reader: Reader, wanted: string): UserError => {
  const token = reader.tokens[reader.at];
  return new UserError(`Expected ${wanted}, got ${token ? reader.text.slice(token.start) : 'the end'}`);
};
