import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../../src/render/index.js';
import { sharedFolder } from '../../support/folders.js';
import { byVite, type Served } from './bundles.js';
import type { trainInPage } from './page.js';
import { type Ended, type Training, trainU1 } from './u1.js';

const executablePath = findBrowser();
const here = (file: string) => JSON.stringify(join(import.meta.dirname, file));

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** The files of tfjs that a page has to serve for its wasm backend. */
const ofTfjs = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

/** A page that is served, and the errors that nobody caught in it. */
async function open(browser: Browser, served: Served, headers: Record<string, string> = {}) {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    const path = pathname === '/' ? '/index.html' : pathname;
    const body = path.startsWith('/tfjs/') ? readFileSync(join(ofTfjs, path.slice('/tfjs/'.length))) : served.get(path);
    if (body === undefined) return route.fulfill({ status: 404 });
    const content = typeof body === 'string' ? body : Buffer.from(body);
    return route.fulfill({ body: content, contentType: types[extname(path)] ?? 'text/plain', headers });
  });
  await page.goto('http://localhost:9/');
  return { page, errors };
}

const trainIn = async (page: Page, training: Training): Promise<Ended> => {
  await page.waitForFunction(() => 'trainInPage' in globalThis);
  return page.evaluate(
    (options) => (globalThis as unknown as { trainInPage: typeof trainInPage }).trainInPage(options),
    training,
  );
};

const task = { layers: 16, batchSize: 128 };

describe.skipIf(!executablePath)('in a browser', () => {
  const folder = sharedFolder(import.meta.dirname); // where the library is found by its name
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath! });
  });
  afterAll(() => browser?.close());

  it('every engine trains in a page of Vite, and ends with the loss of Node.js', async () => {
    const { page, errors } = await open(
      browser,
      await byVite(
        folder,
        'engines',
        `import { trainInPage } from ${here('page.ts')}; Object.assign(globalThis, { trainInPage });`,
      ),
    );
    const wanted = await trainU1({ ...task, backend: 'wasm', updates: 300, engine: 'compiled' });
    console.log(`Node.js, compiled: ${JSON.stringify(wanted)}`);
    for (const engine of ['eager', 'generated', 'compiled'] as const) {
      const found = await trainIn(page, { ...task, backend: 'wasm', updates: 300, engine });
      console.log(`Chromium, ${JSON.stringify(found)}`);
      expect(found.engine).toBe(engine);
      expect(Math.abs(found.loss - wanted.loss)).toBeLessThan(1e-4 * Math.abs(wanted.loss));
    }
    expect(errors).toEqual([]);
  });
});
