/**
 * One flow of bench/flow-cases.ts in a process of its own: `tsx bench/flow-worker.ts CHECKOUT FLOW`, with the library and
 * the VAE of a checkout of the project. It speaks the lines of bench/worker.ts.
 */
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type * as backends from '../src/engine/backend.js';
import type * as compiled from '../src/engine/compiled/compile-step.js';
import type * as graphs from '../src/engine/onnx/graph.js';
import type * as traces from '../src/engine/trace/trace.js';
import type * as flows from '../src/flows/index.js';
import type * as optimisers from '../src/problem/optimiser.js';
import { flowCases } from './flow-cases.js';
import type * as vaes from './vae.js';

const [D, K] = [40, 10];

async function main([checkout, name]: string[]): Promise<void> {
  const load = async <Module>(path: string): Promise<Module> =>
    import(new URL(path, pathToFileURL(`${checkout}/`)).href);
  const chosen = flowCases.find(({ flow }) => flow === name);
  if (!chosen) throw new RangeError(`Unknown flow ${name}`);
  const { vae, vaeInputs } = await load<typeof vaes>('bench/vae.ts');
  await (await load<typeof backends>('src/engine/backend.ts')).useBackend('cpu');
  const { operatorsOf } = await load<typeof graphs>('src/engine/onnx/graph.ts');
  const { traceGradients } = await load<typeof traces>('src/engine/trace/trace.ts');
  const { compileStep } = await load<typeof compiled>('src/engine/compiled/compile-step.ts');
  const { adam } = await load<typeof optimisers>('src/problem/optimiser.ts');
  const { amortised, make } = chosen;
  const problem = vae(make(await load<typeof flows>('src/flows/index.ts'), D, K), { amortised });
  const inputs = Array.from({ length: 10 }, (_, i) => vaeInputs(D, i));
  const start = process.cpuUsage();
  const step = await compileStep(problem, { optimiser: adam(), seed: 1, threads: 1 });
  await step.run(inputs[0]!);
  const { user, system } = process.cpuUsage(start);
  const operators = operatorsOf(traceGradients(problem)).reduce(
    (count, { body }) => count + 1 + (body?.operators.length ?? 0),
    0,
  );
  console.log(JSON.stringify({ setupSeconds: (user + system) / 1e6, operators }));
  for await (const line of createInterface({ input: process.stdin })) {
    const ms: number[] = [];
    const cpu = process.cpuUsage();
    for (let i = 0; i < Number(line); i++) {
      const before = performance.now();
      await step.run(inputs[i % inputs.length]!);
      ms.push(performance.now() - before);
    }
    const used = process.cpuUsage(cpu);
    console.log(JSON.stringify({ ms, cpuMs: (used.user + used.system) / 1000 }));
  }
  console.log(JSON.stringify({}));
  step.dispose();
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
