import { checkOptions, type Directive, required } from './directive.js';
import { addLabel, countLabels, type Draft, renderInline } from './draft.js';

/** The number of the table that a directive makes, and where references to it lead. */
export function tableNumber(label: string, directive: Directive, draft: Draft): { number: string; anchor: string } {
  const number = `Table ${countLabels(draft, 'tbl') + 1}`;
  return { number, anchor: addLabel(draft, `tbl:${label}`, number, directive.line) };
}

/** A numbered table with its caption above. @param table its HTML */
export const tableFigure = (
  { number, anchor }: ReturnType<typeof tableNumber>,
  caption: string,
  table: string,
): string =>
  `<figure class="table" id="${anchor}">\n<figcaption><b>${number}.</b> ${caption}</figcaption>
<div class="wide">${table}</div>\n</figure>\n`;

/** What renders `{{name label` with a `caption`, for a table that knows itself what it shows. */
export function numberedTable(directive: Directive, draft: Draft, table: () => string): () => string {
  checkOptions(directive, ['caption']);
  const place = tableNumber(directive.argument.trim(), directive, draft);
  return () => tableFigure(place, captionText(directive, draft), table());
}

export const headOf = (titles: readonly string[]): string =>
  `<thead><tr>${titles.map((title) => `<th scope="col">${title}</th>`).join('')}</tr></thead>`;

export function captionText(directive: Directive, draft: Draft): string {
  const { text, line } = required(directive, 'caption');
  return renderInline(draft, text, line);
}
