/**
 * `npx tsx bench/small.ts`: updates in a second of the compiled and the generated step on problems on both sides of what
 * `auto` takes for small, by maximum likelihood. Writes bench/small.json. An entry point.
 */
import { fileURLToPath } from 'node:url';
import { useBackend } from '../src/engine/backend.js';
import { compileStep } from '../src/engine/compiled/compile-step.js';
import { generateStep } from '../src/engine/generated/generate-step.js';
import { isSmall } from '../src/engine/small-graph.js';
import { traceGradients } from '../src/engine/trace/trace.js';
import { environment, machine } from '../src/environment.js';
import { writeFileAtomic } from '../src/files/atomic.js';
import { autoregressive, type Flow, invert, radial, realNvp, splineCoupling } from '../src/flows/index.js';
import { forwardKlProblem } from '../src/objectives/index.js';
import { adam } from '../src/problem/optimiser.js';
import { noise } from '../src/random/index.js';
import { rates } from './turns.js';

const duration = 8000; // ms per problem

const problems: readonly { problem: string; batch: number; flow: Flow }[] = [
  { problem: 'affine coupling, D = 2', batch: 256, flow: realNvp(2) },
  { problem: 'spline coupling, D = 2', batch: 256, flow: splineCoupling(2) },
  { problem: 'affine coupling, D = 5', batch: 256, flow: realNvp(5) },
  { problem: 'spline coupling, D = 5', batch: 256, flow: splineCoupling(5) },
  { problem: 'MAF, D = 40, 128 units', batch: 100, flow: invert(autoregressive(40, { hidden: [128] })) },
  { problem: 'affine coupling, D = 16, 128 units', batch: 128, flow: realNvp(16, { hidden: [128, 128], layers: 2 }) },
  { problem: 'spline coupling, D = 40', batch: 256, flow: splineCoupling(40) },
  { problem: 'affine coupling, D = 64, 256 units', batch: 128, flow: realNvp(64, { hidden: [256, 256] }) },
  { problem: 'radial, D = 784', batch: 256, flow: invert(radial(784, { layers: 10 })) },
];

async function main(): Promise<void> {
  await useBackend('wasm');
  const rows: object[] = [];
  for (const { problem: name, batch, flow } of problems) {
    const problem = forwardKlProblem({ flow, batchSize: batch });
    const inputs = Array.from({ length: 10 }, (_, t) => ({ x: noise(1, 'bench/data', t).normal(batch * flow.dim) }));
    const optimiser = adam({ learningRate: 1e-4 });
    const steps = {
      compiled: await compileStep(problem, { optimiser }),
      generated: await generateStep(problem, { optimiser }),
    };
    const found = await rates(steps, { problem, inputs }, duration);
    for (const step of Object.values(steps)) step.dispose();
    const rounded = Object.entries(found).map(([engine, rate]) => [engine, Number(rate.toPrecision(3))]);
    const row = { problem: name, batch, small: isSmall(traceGradients(problem)), ...Object.fromEntries(rounded) };
    console.log(JSON.stringify(row));
    rows.push(row);
  }
  const about = { ...machine(), ...environment() };
  const file = fileURLToPath(new URL('small.json', import.meta.url));
  await writeFileAtomic(file, `${JSON.stringify({ machine: about, rows }, null, 1)}\n`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
