import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../../errors.js';
import { type CsvHeader, type CsvTable, parseCsv } from '../../files/csv.js';
import { fileError, writeFileAtomic } from '../../files/index.js';
import type { Pair } from '../../fitting/prepare.js';
import type { ColumnNames } from '../../training/index.js';
import { tidily } from '../stop.js';

/** As a file's name: stdin or stdout. */
const standard = '-';

/** What messages call a file. */
export const nameOf = (path: string): string => (path === standard ? 'stdin' : path);

/**
 * Reads columns of a CSV, of stdin for `-`.
 * @throws UserError if it cannot be read, or what `parseCsv` finds
 */
export const readTable = async (path: string, choose: (header: CsvHeader) => readonly string[]): Promise<CsvTable> =>
  parseCsv(await bytesOf(path), nameOf(path), choose);

/** The first columns as data, and the others, where there are any, as their context. */
export function pairOf({ names, columns, count, values }: CsvTable, dim: number): { pair: Pair; columns: ColumnNames } {
  const cut = (from: number, to: number) => ({
    ...{ count, columns: to - from },
    values: values.filter((_, k) => k % columns >= from && k % columns < to),
  });
  if (dim === columns) return { pair: { x: cut(0, dim) }, columns: { x: names } };
  return {
    pair: { x: cut(0, dim), context: cut(dim, columns) },
    columns: { x: names.slice(0, dim), context: names.slice(dim) },
  };
}

async function bytesOf(path: string): Promise<Buffer> {
  if (path !== standard) {
    return readFile(path).catch((error) => {
      throw fileError(error, path, 'read');
    });
  }
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Writes rows as a CSV, to stdout where there is no file. @throws UserError if the file cannot be written */
export async function writeTable(
  out: string | undefined,
  names: readonly string[],
  rows: readonly (readonly number[])[],
): Promise<void> {
  const { stringify } = await import('csv-stringify/sync');
  const text = stringify([names, ...rows.map((row) => row.map(String))]);
  if (isFile(out)) await tidily(() => writeFileAtomic(out, text));
  else process.stdout.write(text);
}

/** Whether `--out` names a file. */
export const isFile = (out: string | undefined): out is string => out !== undefined && out !== standard;

/** @throws UserError if what is to be written would take the place of what is read */
export function checkOut(out: string | undefined, inputs: readonly (string | undefined)[]): void {
  const same = isFile(out) && inputs.some((path) => path !== undefined && resolve(path) === resolve(out));
  if (same) throw new UserError(`--out ${out} is a file that is read; give what is written another name`);
}
