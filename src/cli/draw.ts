import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../errors.js';
import { progress } from '../training/progress.js';
import { findColumns } from './density/choose.js';
import { draws } from './density/draws.js';
import { loadDensity, type NamedDensity } from './density/load-density.js';
import { checkOut, isFile, nameOf, readTable, writeTable } from './density/tables.js';
import { wholeNumber } from './options.js';
import { outlined } from './outlines.js';

interface Flags {
  count: number;
  seed: number;
  given?: string;
  out?: string;
  json?: boolean;
}

/** `vinf draw`: rows from a density. */
export function drawCommand(): Command {
  return outlined('draw')
    .option(
      '--count <count>',
      'how many rows, for each row of --given where there are such',
      wholeNumber(1, 10_000_000),
      1000,
    )
    .option('--seed <number>', 'of the draws', wholeNumber(0, 2 ** 32 - 1), 0)
    .option('--given <csv>', 'rows that a conditional density is conditional on; - is stdin')
    .option('--out <file>', 'file to write (default: stdout)')
    .option('--json', 'print the result as JSON, no progress')
    .action(async (density: string, { count, seed, given: path, out, json }: Flags) => {
      checkOut(out, [density, path]);
      const { q, columns } = await loadDensity(density);
      checkGiven(path, { q, columns }, density);
      const find = (file: string) => readTable(file, (header) => findColumns(columns.context, header, nameOf(file)));
      const given = path === undefined ? undefined : await find(path);
      const total = count * (given?.count ?? 1);
      const bar = progress({ total, quiet: json === true || !process.stderr.isTTY });
      const rows = draws(q, { count, seed, given }, (done) => bar.update(done, 'rows'));
      bar.end();
      const names = given ? [...columns.context, ...columns.x] : columns.x;
      if (isFile(out) || !json) await writeTable(out, names, rows);
      if (json) {
        const where = isFile(out) ? { file: resolve(out) } : { draws: rows };
        process.stdout.write(`${JSON.stringify({ columns: names, rows: total, ...where })}\n`);
      } else if (isFile(out)) process.stdout.write(`${total} rows: ${resolve(out)}\n`);
    });
}

function checkGiven(path: string | undefined, { q, columns }: NamedDensity, density: string): void {
  if (q.flow.contextDim === 0 && path !== undefined) {
    throw new UserError(`${density} is conditional on nothing; leave --given out`);
  }
  if (q.flow.contextDim > 0 && path === undefined && q.context === undefined) {
    const names = columns.context.map((name) => `"${name}"`).join(', ');
    throw new UserError(`${density} is conditional on ${names}; --given names a CSV with values of these`);
  }
}
