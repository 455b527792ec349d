import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFlow, noise, planar, saveFlow } from '../../../src/index.js';
import { project, sharedFolder } from '../../support/folders.js';
import { largestDifference } from '../../support/tensors.js';
import { byEsbuild, byVite, gzipped, gzippedScripts } from './bundles.js';
import { executablePath, usePages } from './open-page.js';

interface Found {
  draws: number[];
  data: number[];
  /** Of a fit, nats per row. */
  held: number;
}

const folder = sharedFolder(import.meta.dirname); // where the library is found by its name

/** Names that stay in a bundle. */
const keeping = (names: string) => `import ${names} from 'vinf'; Object.assign(globalThis, ${names});`;

const bundles: readonly { name: string; code: string; kB: number; oursKB: number }[] = [
  {
    name: 'flows, densities and eager training',
    code: keeping('{ energy, planar, realNvp, eagerStep, reverseKlProblem, adam, noise }'),
    kB: 200,
    oursKB: 25,
  },
  {
    name: 'training on every engine',
    code: keeping('{ energy, planar, reverseKlProblem, train, noise }'),
    kB: 250,
    oursKB: 60,
  },
  {
    name: 'everything',
    code: "import * as vinf from 'vinf'; Object.assign(globalThis, { vinf });",
    kB: 350,
    oursKB: 200,
  },
];

describe.each(bundles)('$name', ({ name, code, kB, oursKB }) => {
  it(`takes ${kB} kB at most with tfjs, and ${oursKB} kB without, by gzip`, async () => {
    const sizes = {
      esbuild: gzipped(await byEsbuild(folder, code)),
      'esbuild without tfjs': gzipped(await byEsbuild(folder, code, ['@tensorflow/*'])),
      Vite: gzippedScripts(await byVite(folder, name.replaceAll(/\W/g, '-'), code)),
    };
    console.log(`${name}, bytes by gzip: ${JSON.stringify(sizes)}`);
    expect(Math.max(sizes.esbuild, sizes.Vite)).toBeLessThan(1000 * kB);
    expect(sizes['esbuild without tfjs']).toBeLessThan(1000 * oursKB);
  });
});

it('what needs files or processes is not in a bundle, and the bundlers say so', async () => {
  const names = ['exportOnnx', 'notebook', 'readIdx', 'saveFlow', 'studies'];
  const code = keeping(`{ ${names.join(', ')} }`);
  const complaints = [byEsbuild(folder, code), byVite(folder, 'missing', code)].map((bundle) => bundle.catch(String));
  const [esbuild, vite] = await Promise.all(complaints);
  for (const name of names) {
    expect(esbuild).toMatch(new RegExp(`No matching export in ".*dist/browser.js" for import "${name}"`));
    expect(vite).toMatch(new RegExp(`"${name}" is not exported by ".*dist/browser.js"`));
  }
});

describe.skipIf(!executablePath)('in a browser', () => {
  const open = usePages();

  it('files that were read elsewhere are parsed, and a flow is fitted', async () => {
    const flow = planar(2, { layers: 4 });
    const parts = { flow, params: flow.initialParams(1) };
    await saveFlow(join(folder, 'flow.safetensors'), parts);
    const bytes = [...readFileSync(join(folder, 'flow.safetensors'))];
    const code = `import { fitFlow, noise, parseFlow, parseIdx, realNvp, useBackend } from 'vinf';
      await useBackend('cpu');
      const { distribution } = await parseFlow(Uint8Array.from(${JSON.stringify(bytes)}));
      const { data } = parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 3, 4));
      const rows = { values: noise(0, 'rows').normal(200), columns: 2 };
      const fitted = await fitFlow(realNvp(2), rows, { steps: 10 });
      Object.assign(globalThis, { found: { draws: [...distribution().sample(2, noise(0, 'draws')).dataSync()], data: [...data], held: fitted.metrics.at(-1).validLoss } });`;
    const { page, complaints } = await open(await byVite(folder, 'parsed', code));
    await page.waitForFunction(() => 'found' in globalThis);
    const found = await page.evaluate(() => (globalThis as unknown as { found: Found }).found);
    const { distribution } = await loadFlow(join(folder, 'flow.safetensors'));
    expect(largestDifference(found.draws, distribution().sample(2, noise(0, 'draws')))).toBeLessThan(1e-6);
    expect(found.data).toEqual([3, 4]);
    expect(found.held).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  it('the example of the README is a page', async () => {
    const readme = readFileSync(join(project, 'README.md'), 'utf8');
    const [, code] = /<!-- example: page -->.*?```ts\n(.*?)```/s.exec(readme)!;
    const { page } = await open(await byVite(folder, 'readme', code!));
    const shown = page.getByText(/^KL\(q \|\| p\) = \d\.\d{3} nats$/);
    const [number] = /\d\.\d{3}/.exec((await shown.textContent({ timeout: 120_000 }))!)!;
    expect(Number(number)).toBeLessThan(0.05); // A Gaussian does no better than 0.902.
  });
});
