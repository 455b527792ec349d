/**
 * `npx tsx bench/flows.ts [--before CHECKOUT] [--flows A;B] [--rounds N] [--out FILE]`: an update of the VAE with ten layers
 * of each flow as its posterior in 40 dimensions, 100 images, one thread. Beside it the same of another checkout of the
 * project, with which this one takes turns. Writes medians to bench/flows.json. An entry point.
 */
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from 'simple-statistics';
import { environment, machine } from '../src/environment.js';
import { writeFileAtomic } from '../src/files/atomic.js';
import { start, type Turn } from './engines.js';
import { flowCases } from './flow-cases.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What is said of a flow in a checkout. */
interface Cost {
  /** Of an update, wall clock and processor. */
  ms: number;
  cpuMs: number;
  /** Processor time until the first update is made. */
  setupSeconds: number;
  /** Of the graph that is run, those inside loops included. */
  operators: number;
}

interface Row {
  flow: string;
  before?: Cost;
  now: Cost;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      before: { type: 'string' },
      flows: { type: 'string' },
      rounds: { type: 'string', default: '9' },
      out: { type: 'string', default: here('flows.json') },
    },
  });
  const wanted = values.flows?.split(';') ?? flowCases.map(({ flow }) => flow);
  const conditions = { ...machine(), load: Number(loadavg()[0]!.toFixed(2)), ...environment() };
  const rows: Row[] = [];
  for (const flow of wanted) {
    const row = await measure(flow, values.before, Number(values.rounds));
    console.log(JSON.stringify(row));
    rows.push(row);
    await writeFileAtomic(values.out, `${JSON.stringify({ machine: conditions, rows }, null, 1)}\n`);
  }
}

/** Turns of this checkout and of the one before, one after the other, so that a busy moment falls on both. */
async function measure(flow: string, before: string | undefined, rounds: number): Promise<Row> {
  const checkouts = { ...(before && { before }), now: here('..') };
  const runs = [];
  for (const [name, checkout] of Object.entries(checkouts)) {
    const command = [process.execPath, '--import', 'tsx', here('flow-worker.ts'), checkout, flow];
    runs.push({ name, running: await start<Pick<Cost, 'setupSeconds' | 'operators'>>(command), turns: [] as Turn[] });
  }
  for (let round = 0; round <= rounds; round++) {
    for (const { running, turns } of runs) {
      const turn = await running.turn(10);
      if (round > 0) turns.push(turn); // The first warms up.
    }
  }
  const costs: Record<string, Cost> = {};
  for (const { name, running, turns } of runs) {
    await running.end();
    costs[name] = costOf(running.ready, turns);
  }
  return { flow, ...costs } as Row;
}

const costOf = (
  { setupSeconds, operators }: Pick<Cost, 'setupSeconds' | 'operators'>,
  turns: readonly Turn[],
): Cost => ({
  ms: rounded(median(turns.flatMap(({ ms }) => ms))),
  cpuMs: rounded(median(turns.map(({ ms, cpuMs }) => cpuMs / ms.length))),
  setupSeconds: rounded(setupSeconds),
  operators,
});

const rounded = (value: number): number => Number(value.toPrecision(3));

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
