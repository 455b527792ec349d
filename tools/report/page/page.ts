import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Draft } from '../draft.js';
import { escapeHtml } from '../html.js';

const { resolve } = createRequire(import.meta.url);

/** The whole page, with its styles and fonts inside, and scripts at its end. */
export function page({ title, sources: { results } }: Draft, body: string, scripts = ''): string {
  const synthetic = results.used().filter((file) => results.meta(file).synthetic === true);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>
${[katexStyle(), bodyFonts(), readFileSync(new URL('style.css', import.meta.url), 'utf8')].join('\n')}</style>
</head>
<body>
<main>
${synthetic.length > 0 ? syntheticNotice : ''}${body}</main>
${scripts}</body>
</html>
`;
}

const syntheticNotice = `<p class="notice" role="note">Numbers and figures of this copy come from synthetic digits,
drawn by the project itself, because MNIST was not at hand. They say nothing about MNIST.</p>
`;

/** KaTeX's style sheet with its fonts inside, in the one format that every current browser reads. */
function katexStyle(): string {
  const path = resolve('katex/dist/katex.min.css');
  return readFileSync(path, 'utf8').replace(
    /src:url\((fonts\/[\w-]+\.woff2)\) format\("woff2"\)[^;}]*/g,
    (_, font: string) => `src:${fontSource(join(dirname(path), font))}`,
  );
}

/** The text's own font, so that the report looks and breaks its lines alike on every machine. */
function bodyFonts(): string {
  const folder = dirname(resolve('@fontsource-variable/source-serif-4/package.json'));
  return ['normal', 'italic']
    .map((style) => {
      const file = join(folder, 'files', `source-serif-4-latin-wght-${style}.woff2`);
      return `@font-face{font-family:"Source Serif 4";font-style:${style};font-weight:200 900;src:${fontSource(file)}}`;
    })
    .join('\n');
}

const fontSource = (path: string): string =>
  `url(data:font/woff2;base64,${readFileSync(path).toString('base64')}) format("woff2")`;
