/** What the benchmark of the engines runs, in Node.js and in a page: nothing here needs either. */
import * as tf from '@tensorflow/tfjs';
import { energy } from '../src/densities/energy.js';
import { eagerStep } from '../src/engine/eager-step.js';
import { generateStep } from '../src/engine/generated/generate-step.js';
import { identity } from '../src/flows/identity.js';
import { planar } from '../src/flows/planar.js';
import { reverseKlProblem } from '../src/objectives/index.js';
import { initialState } from '../src/problem/layout.js';
import { adam } from '../src/problem/optimiser.js';
import type { Arrays, Problem } from '../src/problem/problem.js';
import type { TrainingStep } from '../src/problem/step.js';
import { noise } from '../src/random/index.js';
import { vae, vaeInputs } from './vae.js';

/** A problem with inputs for a few updates, which are taken in turn. */
export interface Task {
  problem: Problem;
  inputs: readonly Arrays[];
}

/** What is measured: planar layers fitted to the target U1, or as the posterior of a VAE; with draws, or images, per update. */
export const tasks = [
  { target: 'U1', K: 16, batch: 128 },
  { target: 'U1', K: 32, batch: 256 },
  { target: 'VAE', K: 0, batch: 100 },
  { target: 'VAE', K: 10, batch: 100 },
] as const;

export function taskOf({ target, K, batch }: (typeof tasks)[number]): Task {
  const steps = Array.from({ length: 10 }, (_, t) => t);
  if (target === 'VAE') {
    const flow = K === 0 ? identity(40) : planar(40, { layers: K });
    return { problem: vae(flow), inputs: steps.map((t) => vaeInputs(40, t)) };
  }
  const problem = reverseKlProblem(energy(target), { flow: planar(2, { layers: K }), batchSize: batch });
  const inputs = (t: number) => ({ noise: noise(1, 'bench/draws', t).normal(2 * batch), beta: Float32Array.of(1) });
  return { problem, inputs: steps.map(inputs) };
}

export type Steps = Readonly<Record<string, TrainingStep>>;

/** The engines that need nothing of the machine. */
export async function ownSteps({ problem }: Task): Promise<Steps> {
  const optimiser = adam();
  const state = initialState(problem.weights, optimiser.slotCount, 0);
  return { generated: await generateStep(problem, { optimiser }), eager: eagerStep(problem, { optimiser, state }) };
}

/** Updates in a second by engine, the median of its turns. */
export type Rates = Record<string, number>;

const turn = 20; // ms, or one update where that takes longer
const warm = 2000; // ms, in which compilers come to their best code

/** Engines take turns for so long, ms. */
export async function rates(steps: Steps, { inputs }: Task, duration: number): Promise<Rates> {
  const updates = async (step: TrainingStep, count: number): Promise<number> => {
    const start = performance.now();
    for (let i = 0; i < count; i++) await step.run(inputs[i % inputs.length]!);
    return (performance.now() - start) / count;
  };
  const engines: { name: string; step: TrainingStep; count: number; ms: number[] }[] = [];
  for (const [name, step] of Object.entries(steps)) {
    const start = performance.now();
    let ms = await updates(step, 1);
    while (performance.now() - start < warm) ms = await updates(step, 1);
    engines.push({ name, step, count: Math.max(1, Math.round(turn / ms)), ms: [] });
  }
  const start = performance.now();
  while (performance.now() - start < duration) {
    for (const { step, count, ms } of engines) ms.push(await updates(step, count));
  }
  return Object.fromEntries(engines.map(({ name, ms }) => [name, 1000 / middle(ms)]));
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** The rates of the engines that a page has; eager tensors are on the processor, in JavaScript. */
export async function ratesInPage(index: number, duration: number): Promise<Rates> {
  await tf.setBackend('cpu');
  const task = taskOf(tasks[index]!);
  return rates(await ownSteps(task), task, duration);
}
