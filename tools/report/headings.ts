import type { StateCore } from 'markdown-it';
import { addLabel, type Draft } from './draft.js';
import { textOf } from './html.js';

const marks = /\s*\{(-)?(?:\s*#(sec:[\w-]+))?\}\s*$/;

/**
 * Numbers sections and subsections: `## Abstract {-}` gets no number, `## Theory {#sec:theory}` can be referred to.
 * The first heading of level 1 is the title.
 */
export function numberedHeadings(draft: Draft): void {
  const counters = [0, 0];
  draft.md.core.ruler.before('inline', 'numbered-headings', (state: StateCore) => {
    for (const [i, token] of state.tokens.entries()) {
      const level = Number(token.tag.slice(1));
      if (token.type !== 'heading_open' || level > 3) continue;
      const heading = state.tokens[i + 1]!;
      const [whole = '', plain, label] = marks.exec(heading.content) ?? [];
      heading.content = heading.content.slice(0, heading.content.length - whole.length);
      const number = plain || level === 1 ? '' : next(counters, level);
      const text = heading.content;
      token.attrSet('id', label ? addLabel(draft, label, nameOf(number, text), (token.map?.[0] ?? 0) + 1) : slug(text));
      token.meta = { number };
    }
    return true;
  });
  draft.md.renderer.rules.heading_open = (tokens, i, options, _env, renderer) => {
    const number = (tokens[i]!.meta as { number?: string } | null)?.number;
    return renderer.renderToken(tokens, i, options) + (number ? `<span class="number">${number}</span> ` : '');
  };
}

/** After everything is numbered: the entries of the table of contents, and the title. */
export function collectContents(draft: Draft, state: StateCore): void {
  for (const [i, token] of state.tokens.entries()) {
    if (token.type !== 'heading_open') continue;
    const html = draft.md.renderer.render(state.tokens[i + 1]!.children ?? [], draft.md.options, state.env);
    if (token.tag === 'h1') draft.title ||= textOf(html);
    else if (token.tag !== 'h4') {
      const number = (token.meta as { number?: string } | null)?.number ?? '';
      draft.contents.push({ level: Number(token.tag.slice(1)), number, html, anchor: String(token.attrGet('id')) });
    }
  }
}

function next(counters: number[], level: number): string {
  counters[level - 2]!++;
  counters.fill(0, level - 1);
  return counters.slice(0, level - 1).join('.');
}

/** What a reference says: the number, or of `Appendix A: errata` what is before the colon. */
const nameOf = (number: string, text: string): string => (number ? `Section ${number}` : text.split(':')[0]!);

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
