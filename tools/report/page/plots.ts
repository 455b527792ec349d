import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

/** The plotting library, as on the canvas that draws the pictures. */
const library = 'plotly.js-dist';

/** For readers of the page. */
export const interactiveHint =
  'Point at a plot to read its values, drag to zoom in, double-click to come back. Every plot is also described in its caption.';

/**
 * What makes the page's pictures plots that can be zoomed and read off: the library once, the figures, and the script
 * that puts them in place when they come into view. All of it is compressed; browsers from 2023 on can unpack it, and
 * older ones keep the pictures.
 */
export function interactivePlots(plots: readonly { anchor: string; json: string }[]): string {
  if (plots.length === 0) return '';
  const code = readFileSync(createRequire(import.meta.url).resolve(library));
  const client = readFileSync(new URL('plots.client.js', import.meta.url), 'utf8');
  const parts = [packed('plotly', code), ...plots.map(({ anchor, json }) => packed(`plot-${anchor}`, json))];
  return `${parts.join('\n')}\n<script type="module">\n${client}</script>\n`;
}

const packed = (id: string, content: string | Buffer): string =>
  `<script type="text/plain" id="${id}">${gzipSync(content, { level: 9 }).toString('base64')}</script>`;
