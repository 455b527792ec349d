import { cpSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src/render/index.js';
import { project, sharedFolder } from '../support/folders.js';
import { runNode } from '../support/processes.js';
import { canReadPdf, type PdfPage, readPdf } from './report/pdf.js';

const browserPath = findBrowser();
const readsPdf = browserPath !== undefined && (await canReadPdf());
if (!browserPath) console.log('No browser: the report page is not tested; get one with: npm run setup');
else if (!readsPdf) console.log('No pdftoppm and pdftotext: the pages of the PDF are not tested');

const folder = sharedFolder();
let seconds: number;
beforeAll(async () => {
  cpSync(join(project, 'report'), folder, { recursive: true });
  const started = performance.now();
  const { code, stderr } = await runNode(['--import', 'tsx', 'tools/report/run.ts', '--folder', folder]);
  expect(code, stderr).toBe(0);
  seconds = (performance.now() - started) / 1000;
}, 180_000);

describe.skipIf(!browserPath)('report.html', () => {
  let browser: Browser;
  beforeAll(async () => {
    const { chromium } = await import('playwright-core');
    browser = await chromium.launch({ executablePath: browserPath! });
  });
  afterAll(() => browser?.close());

  /** The page in a new window, with what it asks for and complains of. */
  async function open(width: number, colorScheme: 'light' | 'dark') {
    const context = await browser.newContext({ viewport: { width, height: 844 }, offline: true, colorScheme });
    const page = await context.newPage();
    const [complaints, requests]: [string[], string[]] = [[], []];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(join(folder, 'report.html')).href);
    return { page, complaints, requests };
  }

  it('is made in under a minute, is below 8 MB, and has the plotting library once', () => {
    expect(seconds).toBeLessThan(60);
    expect(statSync(join(folder, 'report.html')).size).toBeLessThan(8e6);
    expect(readFileSync(join(folder, 'report.html'), 'utf8').match(/id="plotly"/g)).toHaveLength(1);
  });

  /** A page takes seconds to load, so both schemes are looked at in one. */
  it.each([
    390, 1280,
  ])('at %i pixels, dark and light: nothing sticks out, nothing is fetched, a plot answers the pointer', async (width) => {
    const { page, complaints, requests } = await open(width, 'dark');
    expect(await contrast(page)).toBeGreaterThan(150);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await contrast(page)).toBeLessThan(-150);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await tooWide(page, '.wide, pre, .katex-display, .katex-mathml')).toEqual([]);
    expect(await hoverText(page)).toMatch(/\d/);
    expect(complaints).toEqual([]);
    expect(requests.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
    await page.context().close();
  });

  it('every plot takes the place of its picture, whose words stay', async () => {
    const { page, complaints } = await open(1280, 'light');
    const short = await page.evaluate('[...document.images].filter((image) => image.alt.length < 20).length');
    expect(short).toBe(0);
    const plots = await page.locator('.plot:has(img)').all();
    expect(plots.length).toBeGreaterThan(5);
    for (const plot of plots) {
      await plot.scrollIntoViewIfNeeded();
      await plot.and(page.locator('.live')).waitFor({ timeout: 60_000 });
      const [stage, picture] = await Promise.all([plot.locator('.stage').boundingBox(), plot.boundingBox()]);
      expect(stage!.height).toBeGreaterThan(0.9 * picture!.height);
      expect(await plot.locator('.main-svg').count()).toBeGreaterThan(0);
    }
    expect(complaints).toEqual([]);
    expect(await page.evaluate("document.querySelector('.stage').ariaHidden")).toBe('true');
    expect(await page.evaluate("getComputedStyle(document.querySelector('.plot.live img')).display")).not.toBe('none');
    expect(await page.evaluate("document.querySelectorAll('h1').length + document.documentElement.lang")).toBe('1en');
    await page.context().close();
  });

  it('on paper: no line is too long', async () => {
    const { page } = await open(612, 'light'); // A4 less its margins, in CSS pixels.
    await page.emulateMedia({ media: 'print' });
    expect(await tooWide(page, '.katex-mathml, .stage, .stage *')).toEqual([]);
    await page.context().close();
  });
});

/** Elements that stick out of the window on the right, apart from those inside `allowed`. */
const tooWide = (page: Page, allowed: string): Promise<string[]> =>
  page.evaluate(
    `[...document.querySelectorAll('main *')]
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(${JSON.stringify(allowed)}))
      .map((one) => one.tagName + ' ' + one.className + ': ' + one.textContent.slice(0, 60))`,
  );

/** By how much the text is brighter than the ground. */
const contrast = async (page: Page): Promise<number> =>
  (await brightness(page, 'color')) - (await brightness(page, 'backgroundColor'));

/** From 0, black, to 255, white, of a colour of the page's body. */
async function brightness(page: Page, property: 'color' | 'backgroundColor'): Promise<number> {
  const colour = await page.evaluate<string>(`getComputedStyle(document.body).${property}`);
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return (red + green + blue) / 3;
}

/** Moves the pointer over the plot of costs until it tells a value. */
async function hoverText(page: Page): Promise<string> {
  const plot = page.locator('#fig-cost .plot');
  await plot.scrollIntoViewIfNeeded();
  await page.locator('#fig-cost .plot.live').waitFor({ timeout: 60_000 });
  for (const point of await page.locator('#fig-cost .scatterlayer .point').all()) {
    const box = (await point.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2 + 1, box.y + box.height / 2);
    await page.waitForTimeout(60);
    const text = await page.evaluate<string>("document.querySelector('#fig-cost .hoverlayer').textContent");
    if (text) return text;
  }
  return '';
}

describe.skipIf(!readsPdf)('report.pdf', () => {
  let pages: PdfPage[];
  beforeAll(async () => {
    pages = await readPdf(join(folder, 'report.pdf'));
  }, 120_000);
  const margin = 55; // points; the text begins at 62

  it('has an outline, and no page that is blank or whose margins are not', () => {
    expect(readFileSync(join(folder, 'report.pdf'), 'latin1')).toContain('/Outlines');
    for (const [i, page] of pages.entries()) {
      const { width, height } = page;
      expect([i + 1, page.ink(margin, margin, width - margin, height - margin) > 0.005]).toEqual([i + 1, true]);
      expect([i + 1, page.ink(0, 0, width, margin)]).toEqual([i + 1, 0]);
      expect([i + 1, page.ink(0, 0, margin, height) + page.ink(width - margin, 0, width, height)]).toEqual([i + 1, 0]);
    }
  });

  it('has every figure of the page, whole, above its caption', () => {
    const html = readFileSync(join(folder, 'report.html'), 'utf8');
    const captions = pages.flatMap((page) =>
      page.words.flatMap(({ text, left, top }, i) => {
        const number = /^(\d+)\.$/.exec(page.words[i + 1]?.text ?? '')?.[1];
        return text === 'Figure' && number && left < 80 ? [{ number, top, page }] : [];
      }),
    );
    const wanted = [...html.matchAll(/<figcaption><b>Figure (\d+)\./g)].map(([, number]) => number);
    expect(captions.map(({ number }) => number)).toEqual(wanted);
    for (const { number, top, page } of captions) {
      const room = [number, top > margin + 100, page.ink(margin, top - 100, page.width - margin, top - 5) > 0.01];
      expect(room).toEqual([number, true, true]);
    }
  });
});
