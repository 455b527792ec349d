import { readFileSync } from 'node:fs';
import { Cite } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-csl';
import { UserError } from '../../src/errors.js';
import { fileError } from '../../src/files/error.js';

/** The works that the report can cite. */
export interface Bibliography {
  keys: readonly string[];
  /** `Rezende & Mohamed, 2015` */
  cite(key: string): string;
  /** The list of references as HTML, in the order of authors, each with the anchor `ref-key`. */
  list(keys: Iterable<string>): string;
}

const style = { template: 'apa', lang: 'en-US' };
const link = /https?:\/\/[^\s<]+[^\s<.]/g;

/** Reads a BibTeX file. @throws UserError if it is missing or is not BibTeX */
export function readBibliography(path: string): Bibliography {
  const works = parse(path);
  return {
    keys: works.data.map(({ id }) => id),
    cite: (key) => works.format('citation', { ...style, format: 'text', entry: key }).replace(/^\(|\)$/g, ''),
    list(keys) {
      const cited = new Set(keys);
      if (cited.size === 0) return '';
      const html = new Cite(works.data.filter(({ id }) => cited.has(id))).format('bibliography', {
        ...style,
        format: 'html',
      });
      return html
        .replace(/<div data-csl-entry-id="([^"]+)"/g, '<div id="ref-$1"')
        .replace(link, (url) => `<a href="${url}">${url}</a>`);
    },
  };
}

function parse(path: string): Cite {
  try {
    return new Cite(new TextDecoder().decode(readFileSync(path)), { forceType: '@biblatex/text' });
  } catch (error) {
    const known = fileError(error, path, 'read');
    throw known === error ? new UserError(`${path} is not BibTeX: ${(error as Error).message.split('\n')[0]}`) : known;
  }
}
