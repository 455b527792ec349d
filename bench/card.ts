/**
 * `npx tsx bench/card.ts [OUT]`: milliseconds of an optimiser step on a graphics card, by WebGPU, and beside it PyTorch
 * on the same card by CUDA and ours on the processor. Writes medians to bench/card.json. An entry point.
 */
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { median } from 'simple-statistics';
import { environment, machine } from '../src/environment.js';
import { writeFileAtomic } from '../src/files/atomic.js';
import { type Ready, type Running, start } from './engines.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const ours = (name: string) => [process.execPath, '--import', 'tsx', here('card-worker.ts'), name];
const torch = (...flags: string[]) => [process.env.VINF_PYTHON || 'python3', here('peers/vae_torch_cuda.py'), ...flags];

/** The command of each; K and the number of images come after it. */
const engines: Readonly<Record<string, readonly string[]>> = {
  'processor-1': ours('processor-1'),
  processor: ours('processor'),
  'card-crossing': ours('card-crossing'),
  card: ours('card'),
  torch: torch(),
  'torch-compile': torch('--compile'),
  'torch-graphs': torch('--graphs'),
  'torch-compile-graphs': torch('--compile', '--graphs'),
};
/** K and images per step; what PyTorch takes minutes to compile comes last. */
const cases = [
  [0, 100],
  [10, 100],
  [0, 1000],
  [10, 1000],
  [40, 100],
  [80, 100],
] as const;
const [rounds, steps] = [7, 10];
/** An engine that is not ready by then is left out, ms. */
const patience = 330_000;

/** Engines take turns, once all of all cases are ready: some compile for minutes. */
async function main([out = here('card.json')]: string[]): Promise<void> {
  const waiting = cases.map(([K, images]) =>
    Object.entries(engines).map(async ([engine, command]) => {
      const running = await ready([...command, String(K), String(images)]);
      return running ? [{ engine, K, images, running, ms: [] as number[] }] : [];
    }),
  );
  const card = execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], { encoding: 'utf8' }).trim();
  const rows: object[] = [];
  for (const one of await Promise.all(waiting.map((engine) => Promise.all(engine)))) {
    const runs = one.flat();
    for (let round = 0; round <= rounds; round++) {
      for (const { running, ms } of runs) {
        const turn = await running.turn(steps);
        if (round > 0) ms.push(...turn.ms); // The first warms up.
      }
    }
    for (const { engine, K, images, running, ms } of runs) {
      const { setupMs, loss } = running.ready as Ready & { loss: number };
      await running.end();
      const row = {
        engine,
        K,
        images,
        ms: Number(median(ms).toPrecision(4)),
        loss: Number(loss.toPrecision(7)),
        setupMs,
      };
      console.log(JSON.stringify(row));
      rows.push(row);
    }
    const text = `${JSON.stringify({ machine: { ...machine(), card, ...environment() }, rows }, null, 1)}\n`;
    await writeFileAtomic(out, text);
  }
}

async function ready(command: readonly string[]): Promise<Running | undefined> {
  try {
    return await Promise.race([start(command), sleep(patience, undefined)]);
  } catch (error) {
    console.warn(String(error));
    return undefined;
  }
}

main(process.argv.slice(2)).then(
  () => process.exit(), // Whatever is still getting ready ends with it.
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
