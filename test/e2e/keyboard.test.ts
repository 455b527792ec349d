/** A person at work in a real JupyterLab. VINF_SCREENSHOTS names a folder for pictures of what it shows. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { cell, completions, runCell, startCell, tooltip } from './lab/cells.js';
import { type Equipment, equip, putAway } from './lab/equipment.js';
import { type CellState, choose, kernelIdle, photograph } from './lab/page.js';
import { type Visit, visit } from './lab/visit.js';

const screenshots = process.env.VINF_SCREENSHOTS;

/** One notebook stays open for these tests, one after the other. */
describe('JupyterLab, someone at the keyboard', () => {
  let lab: Equipment;
  let open: Visit | undefined;
  beforeAll(async () => {
    lab = await equip();
    const path = fileURLToPath(new URL('./lab/interaction.ipynb', import.meta.url));
    if ('command' in lab) open = await visit(lab.command, lab.browser, path);
  });
  afterAll(async () => {
    await open?.end();
    await putAway(lab);
  });
  beforeEach(async ({ skip, task }) => {
    if ('missing' in lab) return skip(lab.missing);
    await open!.page.waitForTimeout(abortedAfterError);
    expect(await runCell(open!.page, 'import { adam')).toMatchObject({ done: true, stderr: '' });
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

  test('a cell that waits for input ends with one line; what a child process inherits is shown', async () => {
    const { stderr } = await runCell(open!.page, 'process.stdin');
    expect(stderr).toBe('UserError: A cell cannot ask for input: write what it would read into the cell\n');
    await open!.page.waitForTimeout(abortedAfterError);
    const child = await runCell(open!.page, 'import { execSync }');
    expect(child).toMatchObject({ stdout: 'from a child\n', stderr: '' });
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
    expect(await runCell(page, 'import { adam')).toMatchObject({ done: true, stderr: '' });
    expect(await runCell(page, 'console.log(`at')).toMatchObject({ stdout: 'at update 0\n', stderr: '' });
  });

  test('a cell that prints 10,000 lines shows them all, one that prints 200,000 is cut, and the next cell runs', async () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `${i}\n`).join('');
    expect(await floodAndNext('for (let i = 0; i < 10_000', 15_000)).toMatchObject({ done: true, stdout: lines });
    const { stdout } = await floodAndNext('for (let i = 0; i < 200_000', 60_000);
    expect(stdout).toMatch(/^0\n1\n.*\n\[A cell shows its first 1,000,000 characters; .*\n199999\n$/s);

    /** Both are asked for before the first has ended. */
    async function floodAndNext(beginning: string, limit: number): Promise<CellState> {
      const { page } = open!;
      const start = performance.now();
      await startCell(page, beginning);
      await startCell(page, "console.log('next");
      const flood = await cell(page, beginning);
      expect(performance.now() - start).toBeLessThan(limit);
      expect(await cell(page, "console.log('next")).toMatchObject({ stdout: 'next\n' });
      return flood;
    }
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
