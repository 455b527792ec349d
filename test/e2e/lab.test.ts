/** Notebooks in a real JupyterLab. VINF_SCREENSHOTS names a folder for pictures of what it shows. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Equipment, equip, putAway } from './lab/equipment.js';
import { photograph, pictureWidths, runAllCells } from './lab/page.js';
import { visit } from './lab/visit.js';

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

let lab: Equipment;
beforeAll(async () => {
  lab = await equip();
});
afterAll(() => putAway(lab));

describe('JupyterLab', () => {
  test.for(notebooks)(
    '%s: Run All Cells gives no error, and every figure is a picture',
    { timeout: minutes * 60_000 },
    async (path, { skip }) => {
      if ('missing' in lab) return skip(lab.missing);
      const { page, errors, end } = await visit(lab.command, lab.browser, path);
      onTestFinished(end);
      const cells = await runAllCells(page);
      const widths = await pictureWidths(page);
      if (screenshots) await photograph(page, join(screenshots, `${basename(path, '.ipynb')}.png`));
      for (const [i, { source, done, stderr, outputs }] of cells.entries()) {
        expect({ done, stderr }, source).toEqual({ done: true, stderr: '' });
        expect(widths[i]!.length, source).toBe(outputs.filter((types) => types.includes('image/png')).length);
        for (const width of widths[i]!) expect(width, source).toBeGreaterThan(leastWidth);
      }
      expect(cells.length).toBeGreaterThan(0);
      expect(errors).toEqual([]);
    },
  );
});
