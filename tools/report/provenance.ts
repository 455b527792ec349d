import { checkOptions, type DirectiveRule } from './directive.js';
import { addLabel, countLabels } from './draft.js';
import { escapeHtml } from './html.js';
import type { Results, Row } from './results.js';
import { absent } from './rows.js';
import { captionText } from './table.js';

/** `{{provenance label` with `caption`: a numbered table of the studies whose results the report has shown so far. */
export const provenance: DirectiveRule = (directive, draft) => {
  checkOptions(directive, ['caption']);
  const number = `Table ${countLabels(draft, 'tbl') + 1}`;
  const anchor = addLabel(draft, `tbl:${directive.argument.trim()}`, number, directive.line);
  const { results } = draft.sources;
  return () => {
    const studies = results.used().filter((file) => results.meta(file).configHash !== undefined);
    const head = titles.map((title) => `<th scope="col">${title}</th>`).join('');
    const body = studies.map((file) => `<tr>${cells(file, results)}</tr>`).join('\n');
    return `<figure class="table" id="${anchor}">\n<figcaption><b>${number}.</b> ${captionText(directive, draft)}</figcaption>
<div class="wide"><table>\n<thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>\n</figure>\n`;
  };
};

const titles = ['Result', 'Rows', 'Seeds', 'Hours', 'Processor', 'Commit'];

function cells(file: string, results: Results): string {
  const meta = results.meta(file);
  const { rows = [] } = results.one(`${file}:`) as { rows?: Row[] };
  const seeds = new Set(rows.flatMap(({ seed }) => (typeof seed === 'number' ? [seed] : [])));
  const seconds = rows.reduce((sum, row) => sum + (typeof row.seconds === 'number' ? row.seconds : 0), 0);
  const texts = [
    file,
    rows.length > 0 ? `${rows.length}` : absent,
    [...seeds].join(', ') || absent,
    seconds > 0 ? (seconds / 3600).toFixed(2) : absent,
    processor(meta.machine),
    String(meta.commit ?? absent).slice(0, 7),
  ];
  return texts.map((text) => `<td>${escapeHtml(text)}</td>`).join('');
}

function processor(machine: unknown): string {
  const { cpu, cores } = (machine ?? {}) as { cpu?: string; cores?: number };
  return cpu ? `${cpu.replace(/\((?:R|TM)\)/g, '')}, ${cores} cores` : 'not recorded';
}
