import type { StateCore, Token } from 'markdown-it';
import type { Draft } from './draft.js';

const box = /^\[([ xX])\]\s+(?=\S)/;

/** `- [ ] to do` and `- [x] done`: items of a list with a box that is empty or ticked. */
export function taskLists({ md }: Draft): void {
  md.core.ruler.before('inline', 'task-lists', ({ tokens, Token }: StateCore) => {
    for (const [i, token] of tokens.entries()) {
      const item = tokens[i - 2];
      const [whole, state] = (startsItem(tokens, i) && box.exec(token.content)) || [];
      if (!whole || !item) continue;
      item.attrSet('style', 'list-style: none');
      const made = new Token('made', '', 0);
      const html = `<input type="checkbox" disabled${state === ' ' ? '' : ' checked'}> `;
      made.meta = { render: () => html };
      token.content = token.content.slice(whole.length);
      token.children = [made]; // What is parsed next comes behind it.
    }
    return true;
  });
}

/** Whether a token is the text at the beginning of a list's item. */
const startsItem = (tokens: readonly Token[], i: number): boolean =>
  tokens[i]!.type === 'inline' && tokens[i - 1]?.type === 'paragraph_open' && tokens[i - 2]?.type === 'list_item_open';
