import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { findBrowser } from '../../../src/render/index.js';
import type { Served } from './bundles.js';

export const executablePath = findBrowser();

export interface OpenPage {
  page: Page;
  /** What nobody caught, and what was written to the console beside plain output. */
  complaints: string[];
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** What tfjs has for its wasm backend, which a page serves below `/tfjs/`. */
const ofTfjs = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

/** A browser for the tests of the `describe` around: opens a page that is served. */
export function usePages(): (served: Served, headers?: Record<string, string>) => Promise<OpenPage> {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath! });
  });
  afterAll(() => browser?.close());
  return async (served, headers = {}) => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'warning') complaints.push(message.text());
    });
    await page.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url());
      const path = pathname === '/' ? '/index.html' : pathname;
      const content = path.startsWith('/tfjs/') ? readFileSync(join(ofTfjs, path.slice(6))) : served.get(path);
      if (content === undefined) return route.fulfill({ status: 404 });
      const body = typeof content === 'string' ? content : Buffer.from(content);
      return route.fulfill({ body, contentType: types[extname(path)] ?? 'text/plain', headers });
    });
    await page.goto('http://localhost/');
    return { page, complaints };
  };
}
