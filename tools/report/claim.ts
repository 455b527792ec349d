import { UserError } from '../../src/errors.js';
import { failure } from './condition.js';
import { escapeHtml } from './html.js';
import type { InlineRule } from './inline.js';
import { lastSentence } from './sentences.js';

/**
 * `{{claim median(mnist:rows[K=80].nll) < median(mnist:rows[K=10].nll)}}` behind a sentence: what the sentence says of
 * the results, which the report is not made without. `{{claim of …: why}}` says of a sentence that compares why no result
 * of ours could contradict it.
 */
export const claim: InlineRule = {
  name: 'claim',
  pattern: /\{\{claim\s+([^{}]+)\}\}/y,
  render(match, { sources }) {
    const condition = match[1]!.trim().replace(/\s+/g, ' ');
    if (reasons.test(condition)) return '';
    const found = failure(condition, sources.results.all);
    if (found)
      throw new UserError(`The results do not carry "${lastSentence(match.input.slice(0, match.index))}" ${found}`);
    return `<span class="claim" title="${escapeHtml(`Checked against the results: ${condition}`)}"></span>`;
  },
};

/** What a comparison may be of instead of results. */
export const reasons = /^of (the paper|mathematics|the method|another work|the text)\b/;
