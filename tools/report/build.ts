import { readFile } from 'node:fs/promises';
import MarkdownIt, { type StateCore } from 'markdown-it';
import { fileError } from '../../src/files/error.js';
import { claim } from './claim.js';
import { code, highlight } from './code.js';
import { deviations } from './deviations.js';
import { blockDirectives } from './directive.js';
import { type Draft, newDraft, reportError, type Sources } from './draft.js';
import { figure, uncitedFigures } from './figure.js';
import { footnotes } from './footnotes.js';
import { numberedHeadings } from './headings.js';
import { escapeHtml } from './html.js';
import { citation, crossReference, inlineRule, value } from './inline.js';
import { displayMath, inlineDisplayMath, inlineMath } from './math.js';
import { page } from './page/page.js';
import { interactiveHint, interactivePlots } from './page/plots.js';
import { provenance } from './provenance.js';
import { comparisonsCarryClaims } from './sentences.js';
import { settings } from './settings.js';
import { table } from './table.js';
import { taskLists } from './task-lists.js';
import { chooseText } from './when.js';

/** The report as HTML that loads nothing. */
export interface Report {
  /** To read on a screen, with interactive plots where the sources say so. */
  page: string;
  /** To print: pictures only. */
  print: string;
}

/**
 * The report: Markdown with values, tables, figures, formulas, citations, references and code filled in.
 * @param path of the source, as problems name it
 * @throws UserError with a line for each thing that cannot be resolved, or if the source cannot be read
 */
export async function buildReport(path: string, sources: Sources): Promise<Report> {
  const bytes = await readFile(path).catch((error) => {
    throw fileError(error, path, 'read');
  });
  const text = new TextDecoder().decode(bytes); // without a byte-order mark
  const draft = reader(sources);
  const body = draft.md.render(chooseText(text, sources.results, draft.problems));
  uncitedFigures(draft);
  if (draft.problems.length > 0) throw reportError(path, draft.problems);
  const plots = sources.interactive ? interactivePlots(draft.plots) : '';
  return { page: page(draft, body, plots), print: page(draft, body) };
}

/** markdown-it with everything that a report may hold. */
function reader(sources: Sources): Draft {
  const md = new MarkdownIt({
    html: false,
    typographer: true,
    highlight: (text, language) => (language ? highlight(text, language) : escapeHtml(text)),
  });
  const draft = newDraft(md, sources);
  for (const rule of [claim, value, crossReference, citation, inlineDisplayMath, inlineMath]) inlineRule(draft, rule);
  displayMath(draft);
  blockDirectives(draft, {
    figure,
    table,
    code,
    deviations,
    provenance,
    settings,
    references: () => () => `<div class="references">${sources.bibliography.list(draft.cited)}</div>\n`,
    contents: () => () => contents(draft),
  });
  comparisonsCarryClaims(draft);
  footnotes(draft);
  numberedHeadings(draft);
  taskLists(draft);
  linesOfInlineText(draft);
  md.renderer.rules.table_open = () => '<div class="wide"><table>\n';
  md.renderer.rules.table_close = () => '</table></div>\n';
  md.renderer.rules.made = (tokens, i) => (tokens[i]!.meta as { render(): string } | null)?.render() ?? '';
  return draft;
}

/** markdown-it's own rule for inline text, which also keeps the line that the text begins in. */
function linesOfInlineText(draft: Draft): void {
  draft.md.core.ruler.at('inline', (state: StateCore) => {
    for (const token of state.tokens) {
      if (token.map) draft.place.inline = draft.place.before + token.map[0] + 1;
      if (token.type === 'inline') draft.md.inline.parse(token.content, draft.md, state.env, token.children ?? []);
    }
    return true;
  });
}

function contents(draft: Draft): string {
  const entries = draft.contents.map(
    ({ level, number, html, anchor }) =>
      `<li class="level-${level}"><a href="#${anchor}">${number ? `<span class="number">${number}</span> ` : ''}${html}</a></li>`,
  );
  const hint = draft.sources.interactive ? `<p class="hint">${interactiveHint}</p>\n` : '';
  return `<nav class="contents" aria-label="Contents"><ol>\n${entries.join('\n')}\n</ol></nav>\n${hint}`;
}
