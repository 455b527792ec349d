import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../../errors.js';
import { type CsvHeader, type CsvTable, parseCsv } from '../../files/csv.js';
import { fileError, writeFileAtomic } from '../../files/index.js';
import { tidily } from '../stop.js';

/** As a file's name: stdin or stdout. */
const standard = '-';

/** What messages call a file. */
export const nameOf = (path: string): string => (path === standard ? 'stdin' : path);

/**
 * Reads columns of a CSV, of stdin for `-`.
 * @throws UserError if it cannot be read, or what `parseCsv` finds
 */
export async function readTable(
  path: string,
  choose: (header: CsvHeader, file: string) => readonly string[],
): Promise<CsvTable> {
  const file = nameOf(path);
  return parseCsv(await bytesOf(path), file, (header) => choose(header, file));
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
