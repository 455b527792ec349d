import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Kernel, startKernel } from '../../../tools/notebook/kernel.js';
import { project, sharedFolder } from '../../support/folders.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // As a kernel's start, see kernel.test.ts.

const recoil = 250; // ms for which tslab refuses cells after an error
const folder = sharedFolder(project); // where a cell finds the library by its name
let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel(folder);
});
afterAll(() => kernel?.kill());

/** Runs a cell, and interrupts the kernel when the cell is well under way: it has written something. */
async function run(code: string, interrupt = false): Promise<{ status: string; text: string }> {
  let text = '';
  const reply = await kernel.execute(code, ({ content }) => {
    if (content.text === undefined) return;
    if (interrupt && text === '') setTimeout(() => kernel.interrupt(), 200);
    text += content.text;
  });
  await kernel.info();
  if (reply.status !== 'ok') await new Promise((done) => setTimeout(done, recoil));
  return { status: reply.status, text };
}

test.each([
  'compiled',
  'eager',
])('interrupt, %s engine: training ends with a sentence and does not go on behind', async (engine) => {
  const ready = await run(`import { adam, createStep, energy, fit, noise, planar, reverseKlProblem } from 'vinf';
    const problem = reverseKlProblem(energy('U1'), { flow: planar(2, { layers: 2 }), batchSize: 10 });
    const step = await createStep(problem, { optimiser: adam({ learningRate: 1e-3 }), engine: '${engine}' });
    const feed = (t: number) => ({ noise: noise(1, 'base', t).normal(20), beta: Float32Array.of(1) });`);
  expect(ready).toEqual({ status: 'ok', text: '' });
  const training = `await fit(problem, step, { steps: 1e6, feed: feed, logEvery: 10, onRow: ({ step }) => console.log(step) });
    console.log('the next line');`;
  const { status, text } = await run(training, true);
  expect(status).toBe('error');
  const [, sentence, at] = /^(?:\d+\n)+(UserError: Training was interrupted after step (\d+); .*)\n$/.exec(text)!;
  expect(sentence).toMatch(/the same call goes on from there$/);
  expect(await run('step.state.step')).toEqual({ status: 'ok', text: `${at}\n` });
});

test('interrupt without training ends the cell, as tslab does', async () => {
  const { status, text } = await run(`console.log('waits'); await new Promise(() => undefined);`, true);
  expect({ status, text }).toEqual({ status: 'error', text: 'waits\nError: Interrupted asynchronously\n' });
  expect((await run('1')).status).toBe('ok');
});
