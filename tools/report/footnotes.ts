import type { StateCore, StateInline } from 'markdown-it';
import footnotePlugin from 'markdown-it-footnote';
import type { Draft } from './draft.js';
import { lineAt } from './inline.js';

/**
 * `[^name]` in the text and `[^name]: …` on a line of its own, or `^[a note in place]`: notes at the end of the report.
 * A reference without its note, and a note without a reference, is a problem.
 */
export function footnotes(draft: Draft): void {
  draft.md.use(footnotePlugin);
  draft.md.inline.ruler.after('footnote_ref', 'unknown-footnote', (state: StateInline, silent: boolean): boolean => {
    unknown.lastIndex = state.pos;
    const [whole, name] = unknown.exec(state.src) ?? [];
    if (!whole) return false;
    if (!silent) draft.problems.push({ line: lineAt(draft, state), message: `there is no footnote [^${name}]: …` });
    state.pos += whole.length;
    return true;
  });
  draft.md.core.ruler.before('footnote_tail', 'unused-footnotes', (state: StateCore) => {
    const { refs = {} } = (state.env.footnotes ?? {}) as { refs?: Readonly<Record<string, number>> };
    for (const [i, { type, meta }] of state.tokens.entries()) {
      const { label } = (meta ?? {}) as { label?: string };
      if (type !== 'footnote_reference_open' || refs[`:${label}`] !== -1) continue;
      const line = (state.tokens[i + 1]?.map?.[0] ?? 0) + 1;
      draft.problems.push({ line, message: `the text never refers to this footnote as [^${label}]` });
    }
    return true;
  });
}

const unknown = /\[\^([^\]\s]+)\]/y;
