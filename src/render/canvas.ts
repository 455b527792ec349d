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
  Plotly: { toImage(figure: Figure, image: Image): Promise<string> };
}

/** Plotly draws the ids of clip paths and gradients from Math.random: mulberry32 with a seed makes them repeatable. */
const seededRandom = `
  let state = 0;
  window.seedRandom = (seed) => { state = seed; };
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };`;

/** A blank page with Plotly from node_modules in it. */
export async function openCanvas(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.setContent('<!doctype html><meta charset="utf-8"><title>figures</title>');
  await page.addScriptTag({ content: seededRandom });
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('plotly.js-dist') });
  return page;
}

/** The figure as a data URL. The seed is the figure's own, so that ids of different figures differ within one page. */
export function drawImage(page: Page, figure: Figure, image: Image): Promise<string> {
  const seed = createHash('sha256').update(JSON.stringify(figure)).digest().readUInt32LE(0);
  return page.evaluate(
    ([figure, image, seed]) => {
      const canvas = globalThis as unknown as CanvasGlobals;
      canvas.seedRandom(seed);
      return canvas.Plotly.toImage(figure, image);
    },
    [figure, image, seed] as const,
  );
}
