import { UserError } from '../../src/errors.js';

/** A piece of an expression: a number, a reference to results, a name, or one of the signs. */
export interface Token {
  kind: 'number' | 'reference' | 'name' | 'sign';
  text: string;
  /** Where it begins, and where it ends. */
  start: number;
  end: number;
}

const patterns: readonly [Token['kind'], RegExp][] = [
  ['number', /\d+(?:\.\d+)?/y],
  ['reference', /[a-z][\w-]*:(?:[\w.-]|\[[^\]]*\])+/iy],
  ['name', /[a-z][\w.]*/iy],
  ['sign', /<=|>=|[-+*/<>=(),]/y],
];

/**
 * The pieces of an expression such as `max(mnist:rows[family=planar].nll) < 90`. A minus that belongs to no name, as
 * that of `nice-perm` does, has a space before it.
 * @throws UserError for a character that begins none of them
 */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (let start = skipSpace(text, 0); start < text.length; ) {
    const token = tokenAt(text, start);
    if (!token) throw new UserError(`Expected a number, a name, file:path or an operator, got ${text.slice(start)}`);
    found.push(token);
    start = skipSpace(text, token.end);
  }
  return found;
}

function tokenAt(text: string, start: number): Token | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    if (match) return { kind, text: match[0], start, end: pattern.lastIndex };
  }
  return undefined;
}

const skipSpace = (text: string, from: number): number => from + /^\s*/.exec(text.slice(from))![0].length;
