/**
 * Our step of the VAE with K planar layers in a process of its own: `tsx bench/card-worker.ts ENGINE K IMAGES`. It makes
 * the steps that the losses are compared after, says when it is ready, and then speaks the lines of bench/worker.ts.
 */
import { createInterface } from 'node:readline';
import { useBackend } from '../src/engine/backend.js';
import { type CreateStepOptions, createStep } from '../src/engine/create-step.js';
import { identity, planar } from '../src/flows/index.js';
import { adam } from '../src/problem/optimiser.js';
import { latents } from './cases.js';
import { vae, vaeInputs } from './vae.js';

const engines: Readonly<Record<string, Partial<CreateStepOptions>>> = {
  'processor-1': { threads: 1 },
  processor: {},
  'card-crossing': { executionProvider: 'webgpu', alwaysCurrent: true },
  card: { executionProvider: 'webgpu' },
};

async function main([engine, layers, rows]: string[]): Promise<void> {
  const [K, images, compared] = [Number(layers), Number(rows), 50];
  await useBackend('cpu');
  const problem = vae(K === 0 ? identity(latents) : planar(latents, { layers: K }), { images });
  const inputs = Array.from({ length: 10 }, (_, i) => vaeInputs(latents, i, images));
  const start = performance.now();
  const step = await createStep(problem, { optimiser: adam(), seed: 1, engine: 'compiled', ...engines[engine!] });
  let loss = Number.NaN;
  for (let i = 0; i < compared; i++) loss = (await step.run(inputs[i % inputs.length]!)).loss;
  console.log(JSON.stringify({ ready: true, setupMs: Math.round(performance.now() - start), loss }));
  for await (const line of createInterface({ input: process.stdin })) {
    const ms: number[] = [];
    for (let i = 0; i < Number(line); i++) {
      const before = performance.now();
      await step.run(inputs[i % inputs.length]!);
      ms.push(performance.now() - before);
    }
    console.log(JSON.stringify({ ms }));
  }
  console.log(JSON.stringify({}));
  step.dispose();
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
