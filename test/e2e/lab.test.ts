/** Notebooks in a real JupyterLab. VINF_SCREENSHOTS names a folder for pictures of what it shows. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { findBrowser } from '../../src/render/browser.js';
import { cell, completions, runCell, startCell, tooltip } from './lab/cells.js';
import { installLab } from './lab/install.js';
import { type CellState, choose, kernelIdle, photograph, pictureWidths, runAllCells } from './lab/page.js';
import { type Visit, visit } from './lab/visit.js';

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

let lab: Awaited<ReturnType<typeof installLab>> = { missing: 'there is no browser' };
let browser: Browser;
beforeAll(async () => {
  const executablePath = findBrowser();
  if (executablePath) lab = await installLab();
  if ('missing' in lab) console.warn(`JupyterLab is not tested: ${lab.missing}.`);
  else browser = await chromium.launch({ executablePath, args: ['--disable-gpu'] });
});
afterAll(() => browser?.close());

describe('JupyterLab', () => {
  test.for(notebooks)(
    '%s: Run All Cells gives no error, and every figure is a picture',
    { timeout: minutes * 60_000 },
    async (path, { skip }) => {
      if ('missing' in lab) return skip(lab.missing);
      const { page, errors, end } = await visit(lab.command, browser, path);
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

/** One notebook stays open for these tests, one after the other. */
describe('JupyterLab, someone at the keyboard', () => {
  let open: Visit | undefined;
  beforeAll(async () => {
    const path = fileURLToPath(new URL('./lab/interaction.ipynb', import.meta.url));
    if ('command' in lab) open = await visit(lab.command, browser, path);
  });
  afterAll(() => open?.end());
  beforeEach(async ({ skip, task }) => {
    if ('missing' in lab) return skip(lab.missing);
    await open!.page.waitForTimeout(abortedAfterError);
    expect(await runCell(open!.page, 'import')).toMatchObject({ done: true, stderr: '' });
    onTestFinished(async () => {
      if (screenshots) await photograph(open!.page, join(screenshots, `${task.name.replace(/\W+/g, '-')}.png`));
      expect(open!.errors).toEqual([]);
    });
  });

  test('Tab completes names and options of the library', async () => {
    expect(await completions(open!.page, 'plan')).toContain('planar');
    expect(await completions(open!.page, 'planar(2, { la')).toContain('layers');
  });

  test('Shift+Tab shows what the docstring says', async () => {
    expect(await tooltip(open!.page, 'planar')).toContain("z' = z + û·tanh(wᵀz + b)");
  });

  test.each([
    [
      'planar(2, { layer:',
      /^1:13 - .*\n1:13 - .*'layer' does not exist in type 'PlanarOptions'. Did you mean to write 'layers'\?\n$/,
    ],
    ['energy(', /^RangeError: Unknown energy "U9"; did you mean "U1"\? \(known: U1, U2, U3, U4\)\n$/],
    ['planar(2, { layers:', /^RangeError: Expected layers to be a whole number of at least 1, got -3 \(planar\)\n$/],
  ])('a mistake is told and no more: %s', async (beginning, message) => {
    expect((await runCell(open!.page, beginning)).stderr).toMatch(message);
  });

  test('Kernel > Interrupt Kernel: training ends with a sentence, and the next cell is answered', async () => {
    const { page } = open!;
    await startTraining(page);
    const { stderr } = await interruptTraining(page);
    expect(stderr).toMatch(/^UserError: Training was interrupted after step \d+; .*goes on from there\n$/);
    const update = Number(/after step (\d+)/.exec(stderr)![1]);
    expect(await runCell(page, 'console.log(`at')).toMatchObject({ stdout: `at update ${update}\n`, stderr: '' });
    const { stdout } = await startTraining(page);
    expect(Number(/\d+/.exec(stdout)![0])).toBeGreaterThan(update);
    await interruptTraining(page);
  });

  test('Kernel > Restart Kernel: training ends, and the cells can be run again', async () => {
    const { page } = open!;
    await startTraining(page);
    await choose(page, 'Kernel', 'Restart Kernel…');
    await page.click('.jp-Dialog .jp-mod-accept');
    await kernelIdle(page);
    expect(await runCell(page, 'import')).toMatchObject({ done: true, stderr: '' });
    expect(await runCell(page, 'console.log(`at')).toMatchObject({ stdout: 'at update 0\n', stderr: '' });
  });
});

const abortedAfterError = 1000; // ms, generously: for 200 ms after an error tslab drops what else was asked of it
const promptly = 10_000; // ms; an update takes one, the rest is for a busy machine
const training = 'const onRow';

/** Starts the training and waits until it has got somewhere. */
async function startTraining(page: Page): Promise<CellState> {
  await startCell(page, training);
  return cell(page, training, ({ done, stdout }) => !done && stdout.includes('after update'));
}

/** Interrupts the training, which ends it with an error, and waits until the kernel listens again. */
async function interruptTraining(page: Page): Promise<CellState> {
  await choose(page, 'Kernel', 'Interrupt Kernel');
  const state = await cell(page, training, ({ done }) => done, promptly);
  await page.waitForTimeout(abortedAfterError);
  return state;
}
