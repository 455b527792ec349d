/**
 * `npx tsx bench/targets.ts`: updates in a second of every engine, in Node.js and in Chromium, on small problems and on a
 * VAE. Writes bench/targets.json. An entry point.
 */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { useBackend } from '../src/engine/backend.js';
import { compileStep } from '../src/engine/compiled/compile-step.js';
import { environment, machine } from '../src/environment.js';
import { writeFileAtomic } from '../src/files/atomic.js';
import { adam } from '../src/problem/optimiser.js';
import { findBrowser, noBrowser } from '../src/render/browser.js';
import { ownSteps, type Rates, rates, type ratesInPage, taskOf, tasks } from './turns.js';

const duration = 15_000; // ms per problem and place
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

async function main(): Promise<void> {
  await useBackend('wasm');
  const inChromium = await page();
  const rows: object[] = [];
  for (const [index, item] of tasks.entries()) {
    const task = taskOf(item);
    const steps = { compiled: await compileStep(task.problem, { optimiser: adam() }), ...(await ownSteps(task)) };
    const inNode = await rates(steps, task, duration);
    for (const step of Object.values(steps)) step.dispose();
    const row = { ...item, node: rounded(inNode), chromium: rounded(await inChromium.measure(index)) };
    console.log(JSON.stringify(row));
    rows.push(row);
  }
  const { version } = inChromium;
  await inChromium.close();
  const about = { ...machine(), chromium: version, ...environment() };
  await writeFileAtomic(here('targets.json'), `${JSON.stringify({ machine: about, rows }, null, 1)}\n`);
}

const rounded = (of: Rates): Rates =>
  Object.fromEntries(Object.entries(of).map(([name, rate]) => [name, Number(rate.toPrecision(3))]));

/** A page of Chromium that has turns.ts. */
async function page() {
  const executablePath = findBrowser();
  if (!executablePath) throw noBrowser();
  const options = { bundle: true, format: 'iife', globalName: 'bench', platform: 'browser', write: false } as const;
  const { outputFiles } = await build({ entryPoints: [here('turns.ts')], target: 'es2022', ...options });
  const browser = await chromium.launch({ executablePath });
  const tab = await browser.newPage();
  tab.setDefaultTimeout(0);
  await tab.addScriptTag({ content: outputFiles[0]!.text });
  return {
    version: browser.version(),
    close: () => browser.close(),
    measure: (index: number): Promise<Rates> =>
      tab.evaluate(
        ([which, ms]) =>
          (globalThis as unknown as { bench: { ratesInPage: typeof ratesInPage } }).bench.ratesInPage(which!, ms!),
        [index, duration],
      ),
  };
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
