import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type MeanEstimate, meanEstimate } from '../objectives/index.js';
import { progress } from '../training/progress.js';
import { findColumns } from './density/choose.js';
import { loadDensity } from './density/load-density.js';
import { logDensities } from './density/scores.js';
import { checkOut, isFile, nameOf, pairOf, readTable, writeTable } from './density/tables.js';
import { outlined } from './outlines.js';

/** `vinf score`: the log-density of rows. */
export function scoreCommand(): Command {
  return outlined('score')
    .option('--out <file>', 'file to write (default: stdout)')
    .option('--json', 'print the result as JSON, no progress')
    .action(async (density: string, path: string, { out, json }: { out?: string; json?: boolean }) => {
      checkOut(out, [density, path]);
      const { q, columns } = await loadDensity(density);
      const wanted = [...columns.x, ...columns.context];
      const table = await readTable(path, (header) => findColumns(wanted, header, nameOf(path)));
      const bar = progress({ total: table.count, quiet: json === true || !process.stderr.isTTY });
      const logDensity = logDensities(q, pairOf(table, q.dim).pair, (done) => bar.update(done, 'rows'));
      bar.end();
      const mean = meanEstimate(logDensity);
      const rows = Array.from(logDensity, (value) => [shortened(value)]);
      if (isFile(out) || !json) await writeTable(out, ['log_density'], rows);
      if (json) {
        const where = isFile(out) ? { file: resolve(out) } : { logDensity: rows.flat() };
        process.stdout.write(
          `${JSON.stringify({ rows: mean.count, mean: mean.mean, stdErr: mean.stdErr, ...where })}\n`,
        );
        return;
      }
      process.stderr.write(text(mean));
      if (isFile(out)) process.stdout.write(`${mean.count} rows: ${resolve(out)}\n`);
    });
}

/** To the digits that float32 has. */
const shortened = (value: number): number => Number(value.toPrecision(7));

const text = ({ mean, stdErr, count }: MeanEstimate): string => {
  const spread = count > 1 ? ` ± ${stdErr.toFixed(3)}` : '';
  return `Mean of ln q: ${mean.toFixed(3)}${spread} nats per row (rows: ${count})\n`;
};
