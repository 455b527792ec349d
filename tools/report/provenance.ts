import type { DirectiveRule } from './directive.js';
import { escapeHtml } from './html.js';
import { headOf, numberedTable } from './numbered-table.js';
import type { Results, Row } from './results.js';
import { absent } from './rows.js';

/** `{{provenance label` with `caption`: a numbered table of the studies whose results the report has shown so far. */
export const provenance: DirectiveRule = (directive, draft) => {
  const { results } = draft.sources;
  return numberedTable(directive, draft, () => {
    const studies = results.used().filter((file) => results.meta(file).configHash !== undefined);
    return `<table>\n${headOf(titles)}<tbody>\n${studies.map((file) => `<tr>${cells(file, results)}</tr>`).join('\n')}\n</tbody></table>`;
  });
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
