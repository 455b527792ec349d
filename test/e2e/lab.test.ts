/** Notebooks in a real JupyterLab. VINF_SCREENSHOTS names a folder for pictures of what it shows. */
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../src/render/browser.js';
import { installLab } from './lab/install.js';
import { photograph, pictureWidths, runAllCells } from './lab/page.js';
import { startLab } from './lab/server.js';

const leastWidth = 100; // pixels; a broken picture has 0
const minutes = 20; // for one notebook
const screenshots = process.env.VINF_SCREENSHOTS;

/** Every notebook of these folders is run. */
const notebooks = ['./lab/notebooks/', '../../notebooks/'].flatMap((relative) => {
  const folder = fileURLToPath(new URL(relative, import.meta.url));
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => /^[^.].*\.ipynb$/.test(name) && !name.startsWith('lab-'))
    .map((name) => join(folder, name));
});

describe('JupyterLab', () => {
  let lab: Awaited<ReturnType<typeof installLab>> = { missing: 'there is no browser' };
  let browser: Browser | undefined;
  beforeAll(async () => {
    const executablePath = findBrowser();
    if (executablePath) lab = await installLab();
    if ('missing' in lab) console.warn(`JupyterLab is not tested: ${lab.missing}.`);
    else browser = await chromium.launch({ executablePath, args: ['--disable-gpu'] });
  });
  afterAll(() => browser?.close());

  test.for(notebooks)(
    '%s: Run All Cells gives no error, and every figure is a picture',
    { timeout: minutes * 60_000 },
    async (path, { skip }) => {
      if ('missing' in lab) return skip(lab.missing);
      const { folder } = lab;
      const page = await browser!.newPage({ viewport: { width: 1280, height: 1700 } });
      const errors: string[] = [];
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      page.on('pageerror', (error) => errors.push(String(error)));
      const cells = await inLab(folder, path, page, async (url) => {
        const states = await runAllCells(page, url);
        const widths = await pictureWidths(page);
        if (screenshots) await photograph(page, join(screenshots, `${basename(path, '.ipynb')}.png`));
        return states.map((state, i) => ({ ...state, widths: widths[i]! }));
      });
      for (const { source, done, stderr, outputs, widths } of cells) {
        expect({ done, stderr }, source).toEqual({ done: true, stderr: '' });
        expect(widths.length, source).toBe(outputs.filter((types) => types.includes('image/png')).length);
        for (const width of widths) expect(width, source).toBeGreaterThan(leastWidth);
      }
      expect(cells.length).toBeGreaterThan(0);
      expect(errors).toEqual([]);
      await page.close();
    },
  );
});

/** Serves a copy of the notebook beside it, where it finds what it imports, as JupyterLab saves what it runs. */
async function inLab<T>(lab: string, path: string, page: Page, action: (url: string) => Promise<T>): Promise<T> {
  const copy = join(dirname(path), `lab-${process.pid}-${basename(path)}`);
  copyFileSync(path, copy);
  const server = await startLab(lab, dirname(path));
  try {
    return await action(server.url(basename(copy)));
  } finally {
    await page.goto('about:blank').catch(() => undefined); // Nothing to save, nothing to reconnect to.
    await server.stop();
    rmSync(copy, { force: true });
  }
}
