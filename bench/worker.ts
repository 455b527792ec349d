/**
 * One engine on one case, in a process of its own: `tsx bench/worker.ts ENGINE CASE`.
 * Says in a JSON line when it is ready, then for each line with a number runs so many steps and says their milliseconds
 * and the processor time of all, and at the end of the input its memory.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { useBackend } from '../src/engine/backend.js';
import { createStep } from '../src/engine/create-step.js';
import { adam } from '../src/problem/optimiser.js';
import type { Problem } from '../src/problem/problem.js';
import type { TrainingStep } from '../src/problem/step.js';
import { caseName, cases } from './cases.js';

const say = (message: object) => console.log(JSON.stringify(message));

/**
 * What is in use when the garbage is gone: without the room that JavaScript's heap keeps for later and, on Linux, without
 * pages of files. Both are given back while a process waits for its turn.
 */
function residentMiB(): number {
  gc?.();
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
  const [, anonymous] = /^RssAnon:\s+(\d+) kB/m.exec(status) ?? [];
  const resident = anonymous ? Number(anonymous) * 2 ** 10 : rss;
  return Math.round((resident - heapTotal + heapUsed) / 2 ** 20);
}

async function main([engine, name]: string[]): Promise<void> {
  const chosen = cases.find((each) => caseName(each) === name);
  if (!chosen) throw new RangeError(`Unknown case ${name}`);
  await useBackend(engine === 'compiled' ? 'cpu' : engine?.replace('eager-', ''));
  const problem = chosen.problem();
  const inputs = Array.from({ length: 10 }, (_, i) => chosen.inputs(i)); // Somebody's data, not counted to the step.
  await loadEngine(engine!);
  const [baseMiB, start] = [residentMiB(), performance.now()];
  const step = await makeStep(engine!, problem);
  const setupMs = Math.round(performance.now() - start);
  await step.run(inputs[0]!); // Buffers are made at the first step.
  say({ ready: true, setupMs, baseMiB });
  for await (const line of createInterface({ input: process.stdin })) {
    const ms: number[] = [];
    const cpu = process.cpuUsage();
    for (let i = 0; i < Number(line); i++) {
      const before = performance.now();
      await step.run(inputs[i % inputs.length]!);
      ms.push(performance.now() - before);
    }
    const { user, system } = process.cpuUsage(cpu);
    say({ ms, cpuMs: (user + system) / 1000 });
  }
  say({ residentMiB: residentMiB(), peakMiB: Math.round(process.resourceUsage().maxRSS / 1024) });
  step.dispose();
}

/** A step of the smallest case: the program and its libraries are in memory then, and are not counted to the case. */
async function loadEngine(engine: string): Promise<void> {
  const smallest = cases.at(-1)!;
  const step = await makeStep(engine, smallest.problem());
  await step.run(smallest.inputs(0));
  step.dispose();
}

const makeStep = (engine: string, problem: Problem): Promise<TrainingStep> =>
  createStep(problem, { optimiser: adam(), seed: 1, engine: engine === 'compiled' ? 'compiled' : 'eager' });

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
