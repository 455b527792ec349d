import type { StateBlock } from 'markdown-it';
import { UserError, unknownName } from '../../src/errors.js';
import { attempt, type Draft } from './draft.js';

/**
 * A directive that stands alone:
 *
 *     {{figure mnist-training
 *       caption: What it shows,
 *         continued on a line that is further in.
 *     }}
 */
export interface Directive {
  name: string;
  argument: string;
  options: Map<string, { text: string; line: number }>;
  line: number;
}

/** Takes its part in the report, and returns what renders it once everything is numbered. */
export type DirectiveRule = (directive: Directive, draft: Draft) => () => string;

const opening = /^\{\{(\w+)(?:\s+(.*?))?(\}\})?\s*$/;
const option = /^ {2}(\w+):\s*(.*)$/;

/** Has markdown-it know the block directives in `rules`; other names are left to inline rules. */
export function blockDirectives(draft: Draft, rules: Readonly<Record<string, DirectiveRule>>): void {
  const rule = (state: StateBlock, start: number, end: number, silent: boolean): boolean => {
    const [, name, argument = '', closed] = opening.exec(lineOf(state, start)) ?? [];
    if (!name || !Object.hasOwn(rules, name)) return false;
    if (silent) return true;
    const last = closed ? start : closing(state, start, end);
    const lines = Array.from({ length: Math.max(0, last - start - 1) }, (_, i) => lineOf(state, start + 1 + i));
    state.line = last + 1;
    const token = state.push('made', '', 0);
    token.map = [start, state.line];
    const line = start + 1;
    attempt(draft, line, () => {
      if (last >= end) throw new UserError(`{{${name} is not closed by a line with }}`);
      const render = rules[name]!({ name, argument, options: optionsOf(lines, line + 1), line }, draft);
      token.meta = { render: () => attempt(draft, line, render) };
      return '';
    });
    return true;
  };
  draft.md.block.ruler.before('paragraph', 'directive', rule, { alt: ['paragraph', 'list', 'blockquote'] });
}

const lineOf = (state: StateBlock, line: number): string => state.src.slice(state.bMarks[line], state.eMarks[line]);

function closing(state: StateBlock, start: number, end: number): number {
  for (let line = start + 1; line < end; line++) if (lineOf(state, line).trimEnd() === '}}') return line;
  return end;
}

function optionsOf(lines: readonly string[], first: number): Directive['options'] {
  const options: Directive['options'] = new Map();
  let last: { text: string; line: number } | undefined;
  for (const [i, line] of lines.entries()) {
    const [, key, text] = option.exec(line) ?? [];
    if (key) {
      last = { text: text!, line: first + i };
      options.set(key, last);
    } else if (last) last.text += `\n${line.trim()}`;
    else if (line.trim()) throw new UserError(`Expected an option such as "  caption: …", got ${line.trim()}`);
  }
  return options;
}

/** @throws UserError for an option that the directive does not have */
export function checkOptions({ name, options }: Directive, known: readonly string[]): void {
  for (const key of options.keys()) {
    if (!known.includes(key)) throw new UserError(unknownName(`option of {{${name}}}`, key, known));
  }
}

/** @throws UserError if the option is not given */
export function required({ name, options }: Directive, key: string): { text: string; line: number } {
  const found = options.get(key);
  if (!found) throw new UserError(`{{${name}}} needs the option ${key}`);
  return found;
}
