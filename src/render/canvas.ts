import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { BrowserContext, Page } from 'playwright-core';
import type { Figure } from '../plots/figure.js';

/** What `Plotly.toImage` is asked for. */
export interface Image {
  format: 'png' | 'svg';
  width: number;
  height: number;
  scale: number;
}

interface CanvasGlobals {
  seedRandom(seed: number): void;
  sortAttributes(svg: string): string;
  Plotly: { toImage(figure: Figure, image: Image): Promise<string> };
}

/**
 * What makes a picture repeatable. Plotly draws the ids of clip paths and gradients from Math.random: mulberry32 with a
 * seed. The first figure on a page gets some attributes in another order than later ones: they are sorted.
 */
const repeatable = `
  let state = 0;
  window.seedRandom = (seed) => { state = seed; };
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
  window.sortAttributes = (svg) => {
    const drawing = new DOMParser().parseFromString(svg, 'image/svg+xml');
    for (const element of drawing.querySelectorAll('*')) {
      const attributes = [...element.attributes].sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const attribute of attributes) element.removeAttributeNode(attribute);
      for (const attribute of attributes) element.setAttributeNode(attribute);
    }
    return new XMLSerializer().serializeToString(drawing);
  };`;

/** Where the page asks for Plotly. No such host exists: the request is answered from node_modules. */
const plotlyUrl = 'http://plotly.invalid/plotly.js';

/** A blank page with Plotly in it. To hand Playwright the text of the script, 10 MB, takes at least twice as long. */
export async function openCanvas(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const path = createRequire(import.meta.url).resolve('plotly.js-dist');
  await page.route(plotlyUrl, (route) => route.fulfill({ path, contentType: 'text/javascript; charset=utf-8' }));
  await page.setContent('<!doctype html><meta charset="utf-8"><title>figures</title>');
  await page.addScriptTag({ content: repeatable });
  await page.addScriptTag({ url: plotlyUrl });
  return page;
}

/**
 * The figure as SVG source, or as a PNG file in base64.
 * The seed is the figure's own, so that ids of different figures differ where they stand in one page.
 */
export async function drawImage(page: Page, figure: Figure, image: Image): Promise<string> {
  const seed = createHash('sha256').update(JSON.stringify(figure)).digest().readUInt32LE(0);
  return page.evaluate(
    async ([figure, image, seed]) => {
      const canvas = globalThis as unknown as CanvasGlobals;
      canvas.seedRandom(seed);
      const url = await canvas.Plotly.toImage(figure, image);
      const content = url.slice(url.indexOf(',') + 1);
      return image.format === 'svg' ? canvas.sortAttributes(decodeURIComponent(content)) : content;
    },
    [figure, image, seed] as const,
  );
}
