import katex from 'katex';
import type { StateBlock } from 'markdown-it';
import { addLabel, attempt, countLabels, type Draft } from './draft.js';
import { escapeHtml } from './html.js';
import { formatted, type InlineRule } from './inline.js';

/** Of the source: shorter formulas stay on one line, with the punctuation that follows. */
const longestUnbroken = 48;

/**
 * `$x^2$`: no space inside the dollars, no digit after the closing one, so that prices stay prices; no backtick, so that
 * code stays code.
 */
export const inlineMath: InlineRule = {
  name: 'math',
  pattern: /\$(?![\s$])((?:\\.|[^$\\`])*?(?:[^\s\\$`]|\\.))\$(?!\d)([.,;:!?)]*)/y,
  render([, formula, punctuation], draft) {
    const html = renderFormula(withValues(formula!, draft), false) + escapeHtml(punctuation!);
    return formula!.length <= longestUnbroken ? `<span class="unbroken">${html}</span>` : html;
  },
};

/** `$$x^2$$` inside a line: set as between lines of `$$`, without a number. */
export const inlineDisplayMath: InlineRule = {
  name: 'inline-display-math',
  pattern: /\$\$((?:\\.|[^\\$`])+)\$\$/y,
  render: ([, formula], draft) => renderFormula(withValues(formula!, draft), true),
};

/** A formula may hold `{{value …}}`. */
const withValues = (formula: string, { sources }: Draft): string =>
  formula.replace(/\{\{value\s+([^{}]+)\}\}/g, (_, argument: string) =>
    formatted(argument, sources.results).replace('−', '-'),
  );

/** @throws ParseError of KaTeX, with what is wrong and where */
function renderFormula(formula: string, displayMode: boolean): string {
  return katex.renderToString(formula, { displayMode, throwOnError: true, strict: 'error', output: 'htmlAndMathml' });
}

const closing = /^\$\$(?:\s*\{#(eq:[\w-]+)\})?\s*$/;
const wholeLine = /^\$\$((?:\\.|[^\\$`])+)\$\$(?:\s*\{#(eq:[\w-]+)\})?\s*$/;

/**
 * Formulas between lines of `$$`, or with `$$` at both ends of one line; with `$$ {#eq:name}` at the end numbered and
 * labelled.
 */
export function displayMath(draft: Draft): void {
  const rule = (state: StateBlock, start: number, end: number, silent: boolean): boolean => {
    const lineOf = (line: number) => state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]);
    const [whole, only, onlyLabel] = wholeLine.exec(lineOf(start)) ?? [];
    if (!whole && lineOf(start).trim() !== '$$') return false;
    if (silent) return true;
    if (whole) {
      pushEquation(draft, state, [start, start + 1], only!, onlyLabel);
      return true;
    }
    let last = start + 1;
    while (last < end && !closing.test(lineOf(last))) last++;
    const lines = Array.from({ length: last - start - 1 }, (_, i) => lineOf(start + 1 + i));
    const [, label] = (last < end && closing.exec(lineOf(last))) || [];
    if (last >= end) draft.problems.push({ line: start + 1, message: 'a formula is not closed by a line with $$' });
    pushEquation(draft, state, [start, Math.min(last + 1, end)], lines.join('\n'), label);
    return true;
  };
  draft.md.block.ruler.before('paragraph', 'display-math', rule, { alt: ['paragraph', 'list', 'blockquote'] });
}

function pushEquation(draft: Draft, state: StateBlock, map: [number, number], formula: string, label?: string): void {
  state.line = map[1];
  const token = state.push('made', '', 0);
  token.map = map;
  const html = equation(draft, formula, map[0] + 1, label);
  token.meta = { render: () => html };
}

function equation(draft: Draft, formula: string, line: number, label?: string): string {
  const html = attempt(draft, line, () => renderFormula(withValues(formula, draft), true));
  if (!label) return `<div class="equation">${html}</div>\n`;
  const number = `(${countLabels(draft, 'eq') + 1})`;
  const anchor = addLabel(draft, label, number, line);
  return `<div class="equation" id="${anchor}">${html}<span class="number">${number}</span></div>\n`;
}
