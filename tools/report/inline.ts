import type { StateInline } from 'markdown-it';
import { UserError, unknownName } from '../../src/errors.js';
import { attempt, type Draft } from './draft.js';
import { evaluate } from './expression.js';
import { format } from './format.js';
import { escapeHtml } from './html.js';
import { isQuick, type Results } from './results.js';

/** Something inside a line: a pattern (sticky) and what becomes of a match. */
export interface InlineRule {
  name: string;
  pattern: RegExp;
  render(match: RegExpExecArray, draft: Draft, line: number): string;
}

/** Has markdown-it know an inline rule. A complaint becomes a problem of its line. */
export function inlineRule(draft: Draft, { name, pattern, render }: InlineRule): void {
  draft.md.inline.ruler.before('escape', name, (state: StateInline, silent: boolean): boolean => {
    pattern.lastIndex = state.pos;
    const match = pattern.exec(state.src);
    if (!match) return false;
    if (!silent) {
      const line = lineAt(draft, state);
      const html = attempt(draft, line, () => render(match, draft, line));
      state.push('made', '', 0).meta = { render: () => html };
    }
    state.pos = pattern.lastIndex;
    return true;
  });
}

/** The line of the source that inline text has come to. */
export const lineAt = ({ place }: Draft, { src, pos }: StateInline): number =>
  place.inline + src.slice(0, pos).split('\n').length - 1;

/**
 * `{{value mnist:rows[family=planar].bound | .1f}}`: a number or text from a result file, or what `evaluate` makes of
 * several; `{{profile mnist}}`: `full` or `quick`.
 */
export const value: InlineRule = {
  name: 'value',
  pattern: /\{\{(\w+)\s*([^{}]*)\}\}/y,
  render([, name, argument], { sources }) {
    if (name === 'profile') return isQuick(sources.results.file(argument!.trim())) ? 'quick' : 'full';
    if (name !== 'value') {
      const elsewhere = blocks.includes(name!) ? `{{${name}}} stands on lines of its own` : '';
      throw new UserError(elsewhere || unknownName('directive', name!, ['value', 'profile', 'claim', ...blocks]));
    }
    return escapeHtml(formatted(argument!, sources.results));
  },
};

/** What `expression | format` of a `{{value}}` prints. */
export function formatted(argument: string, results: Results): string {
  const [expression, form] = argument.split('|').map((part) => part.trim());
  return format(evaluate(expression!, results), form);
}

const blocks = ['figure', 'table', 'code', 'references', 'contents', 'deviations', 'provenance', 'settings', 'when'];

/** `{@fig:training}`: the number of a figure, table, equation or section, as a link to it. */
export const crossReference: InlineRule = {
  name: 'cross-reference',
  pattern: /\{@([\w:-]+)\}/y,
  render([, name], { labels, referred }) {
    const label = labels.get(name!);
    if (!label) throw new UserError(unknownName('label', name!, [...labels.keys()]));
    referred.add(name!);
    return `<a class="reference" href="#${label.anchor}">${escapeHtml(label.text)}</a>`;
  },
};

/** `[@rezende2015]` or `[@a; @b]`: a citation. */
export const citation: InlineRule = {
  name: 'citation',
  pattern: /\[(@[\w:-]+(?:;\s*@[\w:-]+)*)\]/y,
  render([, list], { sources, cited }) {
    const keys = list!.split(';').map((key) => key.trim().slice(1));
    for (const key of keys) {
      if (!sources.bibliography.keys.includes(key)) {
        throw new UserError(unknownName('citation', key, sources.bibliography.keys));
      }
      cited.add(key);
    }
    const links = keys.map(
      (key) => `<a class="citation" href="#ref-${key}">${escapeHtml(sources.bibliography.cite(key))}</a>`,
    );
    return `(${links.join('; ')})`;
  },
};
