import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../../src/render/index.js';
import { onBackend } from '../../support/tensors.js';
import { type Training, trainU1 } from './u1.js';

const executablePath = findBrowser();

/** The functions of u1.ts and all that they need as one script. */
async function script(): Promise<string> {
  const entry = join(import.meta.dirname, 'u1.ts');
  const options = { bundle: true, format: 'iife', globalName: 'u1', platform: 'browser', write: false } as const;
  const { outputFiles } = await build({ entryPoints: [entry], target: 'es2022', ...options });
  return outputFiles[0]!.text;
}

/** Scripts of this page and WebAssembly, and nothing that makes code of text. */
const policy = "default-src 'none'; script-src 'nonce-own' 'wasm-unsafe-eval'";

describe.skipIf(!executablePath)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath! });
  });
  afterAll(() => browser?.close());
  onBackend('cpu');

  it('the generated step trains on a page with a content policy, and ends with the loss of Node.js', async () => {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    const body = `<script nonce="own">${(await script()).replaceAll('</script', '<\\/script')}</script>`;
    await page.route('**/*', (route) =>
      route.fulfill({ body, contentType: 'text/html', headers: { 'content-security-policy': policy } }),
    );
    await page.goto('http://page.test/');
    const training: Training = { layers: 16, batchSize: 128, updates: 2000 };
    const found = await page.evaluate(
      (options) => (globalThis as unknown as { u1: { trainU1: typeof trainU1 } }).u1.trainU1(options),
      training,
    );
    const wanted = await trainU1(training);
    expect(errors).toEqual([]);
    expect(Math.abs(found.loss - wanted.loss)).toBeLessThan(1e-4);
  });
});
