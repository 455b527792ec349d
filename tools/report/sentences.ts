import type { StateCore } from 'markdown-it';
import type { Draft } from './draft.js';

/** Words by which a sentence compares. */
const comparing = new RegExp(
  `\\b(${[
    'more|less|fewer|better|worse|best|worst|most|least|than|ahead|behind|similar|nearly|equally',
    'faster|slower|fastest|slowest|higher|lower|highest|lowest|larger|smaller|largest|smallest|longer|shorter|greater',
    'nearer|surer|harder|easier|tighter|looser|richer|poorer|wider|narrower',
    'gains?|gained|lowers|beats?|exceeds?|outperforms?|agrees?|order|times as|as (?!far)\\w+ as',
  ].join('|')})\\b`,
  'i',
);

/** What stands in such words without comparing. */
const idioms = /\b(rather|other) than\b|\bat (least|most)\b|\bin order\b/gi;

/** A quotation or a heading within the text. */
const emphasised = /^\*+[^*]+\*+$/;

/** What is filled in: directives, and references to figures and the like. */
const directive = /\{\{[^{}]*\}\}|\{@[\w:-]+\}/g;
const claims = /\{\{claim\s[^{}]*\}\}/;

/** The sentences of a paragraph, each with the claims behind it and the line it begins in, from 0. */
export function sentences(text: string): { text: string; line: number }[] {
  const flat = text.replace(directive, (found) => found.replace(/[.!?]/g, '\u0001'));
  const starts = [
    0,
    ...Array.from(
      flat.matchAll(/[.!?][*"”)]*(?:\s*\{\{claim[^{}]*\}\})*\s+(?=[*"“({[$A-Z])(?!\{\{claim)/g),
      ({ index, 0: all }) => index + all.length,
    ),
  ];
  return starts.map((start, i) => ({
    text: text.slice(start, starts[i + 1]).trim(),
    line: text.slice(0, start).split('\n').length - 1,
  }));
}

/** The last sentence of a text, as a problem shows it: without what is to be filled in. */
export function lastSentence(text: string): string {
  const last = sentences(text).at(-1)!.text.replace(claims, '');
  return last.replace(directive, '…').replace(/\s+/g, ' ').trim();
}

/** In sections that are marked `{.claims}`, a sentence that compares and carries no claim is a problem of its line. */
export function comparisonsCarryClaims(draft: Draft): void {
  draft.md.core.ruler.push('comparisons', (state: StateCore) => {
    let marked = Number.POSITIVE_INFINITY; // Level of the heading whose section is marked.
    for (const [i, token] of state.tokens.entries()) {
      if (token.type === 'heading_open') marked = markedLevel(marked, Number(token.tag.slice(1)), token.meta);
      if (marked === Number.POSITIVE_INFINITY || state.tokens[i - 1]?.type !== 'paragraph_open') continue;
      for (const { text, line } of sentences(token.content)) {
        if (claims.test(text) || !compares(text)) continue;
        const message = `"${lastSentence(text)}" compares, and no {{claim …}} behind it says what has to hold`;
        draft.problems.push({ line: (token.map?.[0] ?? 0) + line + 1, message });
      }
    }
    return true;
  });
}

const compares = (sentence: string): boolean =>
  !emphasised.test(sentence) && comparing.test(sentence.replace(directive, '').replace(idioms, ''));

function markedLevel(current: number, level: number, meta: { claims?: boolean } | null): number {
  if (meta?.claims) return Math.min(current, level);
  return level <= current ? Number.POSITIVE_INFINITY : current;
}
