/** The pages of the API (`npm run docs`). VINF_SCREENSHOTS names a folder for pictures of some. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src/render/index.js';
import { project, sharedFolder } from '../support/folders.js';
import { runNode } from '../support/processes.js';

const browserPath = findBrowser();
if (!browserPath) console.log('No browser: the search of the API pages is not tested; get one with: npm run setup');
const screenshots = process.env.VINF_SCREENSHOTS;

const folder = sharedFolder(project); // beside `docs`, from which links to source files begin
let said: string;
beforeAll(async () => {
  const { code, stdout, stderr } = await runNode(['node_modules/typedoc/bin/typedoc', '--out', folder]);
  said = stdout + stderr;
  expect(code, said).toBe(0);
});

/** Links of a page and addresses of its pictures, without those into the web. */
const linksOf = (html: string) =>
  [...html.matchAll(/<(?:a|img|script|link)[^>]*? (?:href|src)="([^"]+)"/g)]
    .map(([, address]) => address!)
    .filter((address) => !/^[a-z]+:/.test(address));

it('are made without a warning', () => {
  expect(said).not.toMatch(/warning|error/i);
});

it('every link leads to a page and a place on it, or to a file of src', () => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  expect(names.length).toBeGreaterThan(300);
  const pages = new Map(names.map((name) => [join(folder, name), readFileSync(join(folder, name), 'utf8')]));
  const places = new Map([...pages].map(([path, html]) => [path, new Set(html.match(/(?<= id=")[^"]+/g))]));
  const isBroken = (from: string, link: string): boolean => {
    const [address, place] = link.split('#') as [string, string?];
    const to = address === '' ? from : join(dirname(from), decodeURI(address));
    return !existsSync(to) || (!!place && places.has(to) && !places.get(to)!.has(place));
  };
  const broken = [...pages].flatMap(([path, html]) => linksOf(html).filter((link) => isBroken(path, link)));
  expect(broken).toEqual([]);
});

it('each function links to the file that it is defined in, without a line', () => {
  const pages = readdirSync(join(folder, 'functions'));
  const sources = pages.map((name) =>
    /Defined in <a href="..\/..\/(src\/[^"]+)">(.*?)<\/a>/.exec(readFileSync(join(folder, 'functions', name), 'utf8')),
  );
  expect(sources.every((found) => found?.[1] === found?.[2] && existsSync(join(project, found![1]!)))).toBe(true);
});

describe.skipIf(!browserPath)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    const { chromium } = await import('playwright-core');
    browser = await chromium.launch({ executablePath: browserPath! });
  });
  afterAll(() => browser?.close());

  async function open(name: string, width = 1280, colorScheme: 'light' | 'dark' = 'light') {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.goto(pathToFileURL(join(folder, name)).href);
    if (screenshots)
      await page.screenshot({ path: join(screenshots, `${name}-${width}-${colorScheme}.png`.replaceAll('/', '-')) });
    return page;
  }

  it.each([
    ['train', ['train', 'fit', 'fitFlow']],
    ['posterior', ['drawPosterior', 'dlgm']],
    ['conditional', ['fitFlow', 'realNvp']],
    ['kl', ['estimateKl', 'reverseKlProblem', 'forwardKlProblem']],
    ['spline', ['splineCoupling']],
    ['save', ['saveFlow']],
  ])('a search for %s finds %j among the first', async (words, wanted) => {
    const page = await open('index.html');
    await page.click('#tsd-search-trigger');
    await page.waitForFunction('window.searchData');
    await page.fill('#tsd-search-input', words);
    await page.waitForSelector('#tsd-search-results li');
    const found = await page.locator('#tsd-search-results li').allInnerTexts();
    expect(found.slice(0, 5).map((text) => text.trim())).toEqual(expect.arrayContaining(wanted));
    await page.locator('#tsd-search-results li a').first().click();
    await page.waitForURL(/functions|interfaces/);
    await page.close();
  });

  const pages = [
    'index.html',
    'modules.html',
    'documents/README.html',
    'functions/planar.html',
    'functions/notebook.show.html',
  ];
  it.each(pages)('%s: nothing sticks out at 390 pixels', async (name) => {
    const page = await open(name, 390, 'dark');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await page.close();
  });
});
