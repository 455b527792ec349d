import type { Command } from 'commander';
import { listRuns, type RunSummary } from '../runs/index.js';
import { outlined } from './outlines.js';

/** `vinf runs`: what has been trained. */
export function runsCommand(): Command {
  return outlined('runs')
    .option('--json', 'print the list as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const runs = await listRuns();
      if (json) process.stdout.write(`${JSON.stringify(runs)}\n`);
      else if (runs.length === 0) process.stdout.write('No runs yet; `vinf train` makes one.\n');
      else {
        const readable = runs.filter((run) => 'flow' in run);
        if (readable.length > 0) process.stdout.write(table(readable.map(cells)));
        for (const { name, problem } of runs) if (problem) process.stderr.write(`vinf: ${name}: ${problem}\n`);
      }
    });
}

const cells = ({ name, flow, layers, step, steps, bound, data }: RunSummary): string[] => [
  name,
  `${flow} K=${layers}`,
  `${step}/${steps}`,
  bound === undefined ? '' : bound.toFixed(2),
  data,
];

function table(rows: string[][]): string {
  const all = [['run', 'flow', 'updates', 'bound (nats)', 'data'], ...rows];
  const widths = all[0]!.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  return all
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
