import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findBrowser } from '../../../src/render/browser.js';
import { type Kernel, startKernel } from '../../../tools/notebook/kernel.js';
import { collectOutputs, type DisplayOutput, type Output } from '../../../tools/notebook/outputs.js';
import { project, sharedFolder } from '../../support/folders.js';
import { descendants, eventually, isAlive } from '../../support/processes.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // A kernel takes 3 s to start, ten times that on a busy machine.
const browser = findBrowser();
const folder = sharedFolder(project); // where a cell finds the library by its name
let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel(folder);
  await run(
    "import { notebook, useBackend } from 'vinf';\nimport * as tf from '@tensorflow/tfjs';\nconst { contactSheet, liveFigure, show } = notebook;",
  );
});
afterAll(() => kernel?.kill());

async function run(code: string): Promise<{ outputs: Output[]; messages: string[] }> {
  const { outputs, listener } = collectOutputs().cell();
  const messages: string[] = [];
  const { status } = await kernel.execute(code, (message) => {
    messages.push(message.type);
    listener(message);
  });
  await kernel.info();
  expect(status, JSON.stringify(outputs)).toBe('ok');
  return { outputs, messages };
}

const types = (outputs: readonly Output[]) =>
  outputs.map((output) => Object.keys((output as DisplayOutput).data ?? {}));
const base64 = /^iVBORw0KGgo[A-Za-z0-9+/]+=*$/;

test.skipIf(!browser)('show(figure): one output of Plotly JSON, picture and text', async () => {
  const { outputs } = await run(`await show({
    data: [{ type: 'scatter', name: 'K=0', x: [1, 2], y: Float32Array.of(1.23456789, 2) }],
    layout: { title: { text: 'Loss' }, width: 500, height: 300 },
  });`);
  expect(types(outputs)).toEqual([['application/vnd.plotly.v1+json', 'image/png', 'text/plain']]);
  const { data, metadata } = outputs[0] as DisplayOutput;
  expect(data['application/vnd.plotly.v1+json']).toMatchObject({ data: [{ y: [Math.fround(1.23456789), 2] }] });
  expect(data['image/png']).toMatch(base64);
  expect(Buffer.from(String(data['image/png']), 'base64').readUInt32BE(16)).toBe(750);
  expect(metadata).toEqual({ 'image/png': { width: 500, height: 300 } });
  expect(data['text/plain']).toBe('Figure "Loss": K=0');
});

test.skipIf(!browser || process.platform !== 'linux')(
  'the browser ends when no picture was wanted for a while',
  async () => {
    expect(await eventually(() => descendants(kernel.pid).length === 0)).toBe(true);
    expect(isAlive(kernel.pid)).toBe(true);
  },
);

test('without a browser a figure comes without a picture, and one sentence says why', async () => {
  await eventually(() => descendants(kernel.pid).length === 0); // One that is still open would be used.
  const { outputs } = await run(`process.env.VINF_BROWSER = 'none';
    await show({ data: [], layout: {} });
    await show({ data: [], layout: {} });
    { delete process.env.VINF_BROWSER; }`);
  expect(outputs[0]).toMatchObject({
    name: 'stdout',
    text: expect.stringMatching(/^Figures are shown without pictures\. No Chrome.*\n$/),
  });
  expect(types(outputs.slice(1))).toEqual([1, 2].map(() => ['application/vnd.plotly.v1+json', 'text/plain']));
});

test('show(table), show(tensor), show(images): one output each', async () => {
  const { outputs } = await run(`await useBackend('cpu');
    await show([{ flow: '<b>', nats: 86.5 }]);
    await show(tf.tensor1d([1, 2, 3]));
    await show(contactSheet(new Float32Array(3 * 784)));`);
  expect(types(outputs)).toEqual([['text/html', 'text/plain'], ['text/plain'], ['image/png', 'text/plain']]);
  expect((outputs[2] as DisplayOutput).data['image/png']).toMatch(base64);
});

test.skipIf(!browser)('liveFigure: few updates, the last figure stays, and the loop is not held up', async () => {
  const { outputs, messages } = await run(`
    const live = liveFigure({ width: 300, height: 200 });
    let longest = 0;
    const end = performance.now() + 2500;
    for (let step = 0; performance.now() < end; step++) {
      const before = performance.now();
      live.update(() => ({ data: [], layout: { title: { text: 'step ' + step } } }));
      longest = Math.max(longest, performance.now() - before);
      await new Promise((done) => setTimeout(done, 1));
    }
    live.update({ data: [], layout: { title: { text: 'last' } } });
    await live.finish();
    console.log(longest < 100);`);
  expect(types(outputs.slice(0, 1))).toEqual([['application/vnd.plotly.v1+json', 'image/png', 'text/plain']]);
  expect((outputs[0] as DisplayOutput).data['text/plain']).toBe('Figure "last"');
  expect(outputs.slice(1)).toEqual([{ output_type: 'stream', name: 'stdout', text: 'true\n' }]);
  const drawn = messages.filter((type) => type.includes('display'));
  expect(drawn[0]).toBe('display_data');
  expect(drawn.length).toBeGreaterThanOrEqual(2);
  expect(drawn.length).toBeLessThanOrEqual(7);
});

test('a mistyped option is one line', async () => {
  const { outputs, listener } = collectOutputs().cell();
  const { status } = await kernel.execute('contactSheet([1, 2, 3]);', listener);
  await kernel.info();
  expect(status).toBe('error');
  const text = 'RangeError: Expected images to hold a multiple of 28 × 28 numbers, got 3 (contactSheet)\n';
  expect(outputs).toEqual([{ output_type: 'stream', name: 'stderr', text }]);
  await new Promise((done) => setTimeout(done, 300)); // tslab refuses cells for 200 ms after an error.
});

test.skipIf(!browser || process.platform !== 'linux')('no browser outlives its kernel, however that ends', async () => {
  await run('await show({ data: [], layout: {} });');
  const browsers = descendants(kernel.pid);
  expect(browsers.length).toBeGreaterThan(0);
  await kernel.kill();
  expect(await eventually(() => !browsers.some(isAlive))).toBe(true);
});
