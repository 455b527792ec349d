/** `npm run bench`: milliseconds and memory of an optimiser step on every engine. An entry point. */
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from 'simple-statistics';
import { environment, machine } from '../src/environment.js';
import { writeFileAtomic } from '../src/files/atomic.js';
import { withRenderer, writeFigure } from '../tools/figures/write-figure.js';
import { type Case, caseName, cases, latents } from './cases.js';
import { type Engine, engines, type Running, start, type Turn } from './engines.js';
import { costFigure, type Row } from './figure.js';
import { activationMiB, stateMiB } from './memory.js';

const usage = `Usage: npm run bench -- [--cases A,B] [--engines A,B] [--rounds N] [--out FILE]

Measures an optimiser step on each engine, in turns within one run, and writes medians to bench/results.json,
with a figure of the cost against K beside it.
Cases: ${cases.map(caseName).join(', ')}.
Engines: ${engines.map(({ name }) => name).join(', ')}; those of Python where VINF_PYTHON, or python3, has torch and jax.`;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      cases: { type: 'string' },
      engines: { type: 'string' },
      rounds: { type: 'string', default: '7' },
      out: { type: 'string', default: 'bench/results.json' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const named = <T>(all: readonly T[], list: string | undefined, nameOf: (item: T) => string) =>
    all.filter((item) => !list || list.split(',').includes(nameOf(item)));
  const load = Number(loadavg()[0]!.toFixed(2)); // Processes that wanted a processor during the minute before.
  const conditions = { ...machine(), load, ...environment() };
  const rows: Row[] = [];
  for (const item of named(cases, values.cases, caseName)) {
    rows.push(
      ...(await measure(
        item,
        named(engines, values.engines, ({ name }) => name),
        Number(values.rounds),
      )),
    );
    await writeFileAtomic(values.out, `${JSON.stringify({ machine: conditions, rows }, null, 1)}\n`);
  }
  if (rows.some(({ flow }) => flow === 'planar')) {
    const json = `${JSON.stringify(costFigure(rows))}\n`;
    await withRenderer((renderer) => writeFigure(join(dirname(values.out), 'cost'), json, renderer));
  }
}

/** The engines take turns, so that a busy moment falls on all of them. */
async function measure(item: Case, wanted: readonly Engine[], rounds: number): Promise<Row[]> {
  const runs: { engine: Engine; running: Running; turns: Turn[] }[] = [];
  for (const engine of wanted) {
    const command = engine.command(item);
    if (command) runs.push({ engine, running: await start(command), turns: [] });
  }
  for (let round = 0; round <= rounds; round++) {
    for (const { engine, running, turns } of runs) {
      const turn = await running.turn(engine.steps);
      if (round > 0) turns.push(turn); // The first warms up.
    }
  }
  const rows: Row[] = [];
  for (const run of runs) rows.push(await row(item, run));
  for (const { engine, flow, K, ms, cpuMs, residentMiB, baseMiB } of rows) {
    const memory = `${residentMiB - baseMiB} MiB above ${baseMiB}`;
    console.log(`${flow} K=${K} ${engine}: ${ms} ms/step (processor ${cpuMs} ms), ${memory}`);
  }
  return rows;
}

async function row(
  item: Case,
  { engine, running, turns }: { engine: Engine; running: Running; turns: Turn[] },
): Promise<Row> {
  const { flow, K } = item;
  const { setupMs, baseMiB } = running.ready;
  const { residentMiB, peakMiB } = await running.end();
  const ms = rounded(median(turns.flatMap((turn) => turn.ms)));
  const cpuMs = rounded(median(turns.map((turn) => turn.cpuMs / turn.ms.length)));
  const counted = flow === 'planar' && { countedMiB: Math.round(stateMiB(item.problem()) + activationMiB(latents, K)) };
  return { engine: engine.name, flow, K, ms, cpuMs, peakMiB, residentMiB, baseMiB, setupMs, ...counted };
}

const rounded = (value: number): number => Number(value.toPrecision(4));

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
