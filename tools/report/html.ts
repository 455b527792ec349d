const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML, fit for attributes too. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => entities[character]!);

/** The text of a piece of HTML, without formulas' annotations and tags. */
export const textOf = (html: string): string =>
  html
    .replace(/<span class="katex-html".*?<\/span>(?=<\/span>)/gs, '')
    .replace(/<annotation[^>]*>.*?<\/annotation>/gs, '')
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
