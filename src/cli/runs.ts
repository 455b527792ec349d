import { Command } from 'commander';
import { listRuns } from '../runs/index.js';

/** `vinf runs`: what has been trained. */
export function runsCommand(): Command {
  return new Command('runs')
    .description('List the runs of the data folder')
    .option('--json', 'print the list as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const runs = await listRuns();
      if (json) process.stdout.write(`${JSON.stringify(runs)}\n`);
      else if (runs.length === 0) process.stdout.write('No runs yet; `vinf train` makes one.\n');
      else
        process.stdout.write(
          table(
            runs.map(({ name, flow, layers, step, steps, bound, data }) => [
              name,
              `${flow} K=${layers}`,
              `${step}/${steps}`,
              bound === undefined ? '' : bound.toFixed(2),
              data,
            ]),
          ),
        );
    });
}

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
