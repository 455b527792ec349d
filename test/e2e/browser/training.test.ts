import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { sharedFolder } from '../../support/folders.js';
import { byEsbuild, byVite } from './bundles.js';
import { executablePath, usePages } from './open-page.js';
import { type Ended, type Training, trainU1 } from './u1.js';

/** Code of a page that trains by a function of a file here. */
const trainingBy = (file: string, name: string) =>
  `import { ${name} as train } from ${JSON.stringify(join(import.meta.dirname, file))}; Object.assign(globalThis, { train });`;

async function trainIn(page: Page, training: Training): Promise<Ended> {
  await page.waitForFunction(() => 'train' in globalThis);
  const call = (options: Training) => (globalThis as unknown as { train: typeof trainU1 }).train(options);
  return page.evaluate(call, training);
}

/** Scripts of this page and WebAssembly, and nothing that makes code of text. */
const policy = "default-src 'none'; script-src 'nonce-own' 'wasm-unsafe-eval'";

describe.skipIf(!executablePath)('in a browser', () => {
  const folder = sharedFolder(import.meta.dirname); // where the library is found by its name
  const open = usePages();

  it('every engine trains in a page of Vite, and ends with the loss of Node.js', async () => {
    const { page, complaints } = await open(await byVite(folder, 'engines', trainingBy('page.ts', 'trainInPage')));
    const task = { layers: 16, batchSize: 128, updates: 60, backend: 'wasm' } as const;
    const ended = [await trainU1({ ...task, engine: 'compiled' })];
    for (const engine of ['eager', 'generated', 'compiled'] as const) {
      ended.push(await trainIn(page, { ...task, engine }));
    }
    console.log(ended.map(({ engine, rate }) => `${engine}: ${rate.toPrecision(3)} updates/s`).join('; '));
    expect(ended.map(({ engine }) => engine)).toEqual(['compiled', 'eager', 'generated', 'compiled']);
    const [{ loss: wanted }, ...found] = ended as [Ended, ...Ended[]];
    for (const { loss } of found) expect(Math.abs(loss / wanted - 1)).toBeLessThan(1e-4);
    expect(complaints).toEqual([]);
  });

  it('without a word the generated step trains, on a page with a content policy; the compiled one asks for its runtime', async () => {
    const script = (await byEsbuild(folder, trainingBy('u1.ts', 'trainU1'))).replaceAll('</script', '<\\/script');
    const served = new Map([['/index.html', `<script type="module" nonce="own">${script}</script>`]]);
    const { page, complaints } = await open(served, { 'content-security-policy': policy });
    const training: Training = { backend: 'cpu', layers: 16, batchSize: 128, updates: 2000 };
    const found = await trainIn(page, { ...training, engine: 'auto' });
    const wanted = await trainU1({ ...training, engine: 'generated' });
    expect(found.engine).toBe('generated');
    expect(Math.abs(found.loss - wanted.loss)).toBeLessThan(1e-4);
    await expect(trainIn(page, { ...training, engine: 'compiled' })).rejects.toThrow(
      'A page has no ONNX Runtime of its own; give it that of onnxruntime-web as `runtime`, or use the generated engine',
    );
    expect(complaints).toEqual([]);
  });
});
