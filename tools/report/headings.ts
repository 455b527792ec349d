import type { StateCore } from 'markdown-it';
import { addLabel, anchorOf, type Draft } from './draft.js';
import { textOf } from './html.js';

const marks = /\s*\{(-)?(?:\s*#(sec:[\w-]+))?(\s*\.claims)?\}\s*$/;

/**
 * Numbers sections and subsections: `## Abstract {-}` gets no number, `## Theory {#sec:theory}` can be referred to, in
 * `## Results {.claims}` sentences that compare carry claims.
 * The first heading of level 1 is the title. Each has an anchor of its own.
 */
export function numberedHeadings(draft: Draft): void {
  const counters = [0, 0];
  draft.md.core.ruler.before('inline', 'numbered-headings', (state: StateCore) => {
    const anchorFor = anchors(takenAnchors(draft, state));
    for (const [i, token] of state.tokens.entries()) {
      const level = Number(token.tag.slice(1));
      if (token.type !== 'heading_open' || level > 3) continue;
      const heading = state.tokens[i + 1]!;
      const [whole = '', plain, label, claims] = marks.exec(heading.content) ?? [];
      heading.content = heading.content.slice(0, heading.content.length - whole.length);
      const number = plain || level === 1 ? '' : next(counters, level);
      const text = heading.content;
      const line = (token.map?.[0] ?? 0) + 1;
      token.attrSet('id', label ? addLabel(draft, label, nameOf(number, text), line) : anchorFor(text));
      token.meta = { number, claims: claims !== undefined };
    }
    return true;
  });
  draft.md.core.ruler.push('contents', (state: StateCore) => {
    collectContents(draft, state);
    return true;
  });
  draft.md.renderer.rules.heading_open = (tokens, i, options, _env, renderer) => {
    const number = (tokens[i]!.meta as { number?: string } | null)?.number;
    return renderer.renderToken(tokens, i, options) + (number ? `<span class="number">${number}</span> ` : '');
  };
}

/** After everything is numbered and set: the entries of the table of contents, and the title. */
function collectContents(draft: Draft, state: StateCore): void {
  for (const [i, token] of state.tokens.entries()) {
    const level = Number(token.tag.slice(1));
    if (token.type !== 'heading_open' || level > 3) continue;
    const words = (state.tokens[i + 1]!.children ?? []).filter(({ type }) => type !== 'footnote_ref');
    const html = draft.md.renderer.render(words, draft.md.options, state.env);
    if (level === 1) draft.title ||= textOf(html);
    else {
      const number = (token.meta as { number?: string } | null)?.number ?? '';
      draft.contents.push({ level, number, html, anchor: String(token.attrGet('id')) });
    }
  }
}

function next(counters: number[], level: number): string {
  counters[level - 2]!++;
  counters.fill(0, level - 1);
  return counters.slice(0, level - 1).join('.');
}

/** Anchors that something else than a heading without a label has: labels, works cited, footnotes, the page's plots. */
function takenAnchors({ labels, sources: { bibliography } }: Draft, { tokens }: StateCore): Set<string> {
  const labelled = tokens.flatMap(({ content }, i) =>
    tokens[i - 1]?.type === 'heading_open' ? (marks.exec(content)?.[2] ?? []) : [],
  );
  const ours = [...labels.keys(), ...labelled].map(anchorOf);
  return new Set([
    'plotly',
    ...ours,
    ...ours.map((one) => `plot-${one}`),
    ...bibliography.keys.map((key) => `ref-${key}`),
  ]);
}

/** Anchors from texts: equal texts get a number, a text without letters is called section. */
function anchors(taken: Set<string>): (text: string) => string {
  const isFree = (anchor: string) => !taken.has(anchor) && !/^fn(ref)?\d+$/.test(anchor);
  return (text) => {
    const first = slug(text) || 'section';
    let anchor = first;
    for (let count = 2; !isFree(anchor); count++) anchor = `${first}-${count}`;
    taken.add(anchor);
    return anchor;
  };
}

/** What a reference says: the number, or of `Appendix A: errata` what is before the colon. */
const nameOf = (number: string, text: string): string => (number ? `Section ${number}` : text.split(':')[0]!);

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
