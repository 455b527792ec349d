const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML, fit for attributes too. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => entities[character]!);

/** The text of a piece of our own HTML, without formulas' annotations and tags. */
export const textOf = (html: string): string =>
  unescaped(
    html
      .replace(/<span class="katex-html".*?<\/span>(?=<\/span>)/gs, '')
      .replace(/<annotation[^>]*>.*?<\/annotation>/gs, '')
      .replace(/<[^>]+>/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );

const unescaped = (html: string): string =>
  html.replace(/&(?:amp|lt|gt|quot);/g, (entity) => characters.get(entity) ?? entity);

const characters = new Map(Object.entries(entities).map(([character, entity]) => [entity, character]));
