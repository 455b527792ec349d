import { appendFile, readFile, truncate } from 'node:fs/promises';
import type { z } from 'zod';
import { UserError } from '../errors.js';
import { checked, parseJson } from './checked.js';
import { fileError } from './error.js';

/**
 * The rows of a file of JSON lines; none where there is no file. A last line that was cut short, as a killed process
 * leaves it, is not a row yet. Any other line that does not fit is left out and told of.
 * @param onWarning told, in one message, of the first such line with its number, and of how many there are
 * @throws UserError if the file cannot be read
 */
export async function readJsonLines<T>(
  path: string,
  schema: z.ZodType<T>,
  onWarning: (message: string) => void,
): Promise<T[]> {
  const lines = (await bytesOf(path)).toString().split('\n');
  const rows: T[] = [];
  const problems: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (line === '' || (i === lines.length - 1 && !isJson(line))) continue;
    const where = `${path}, line ${i + 1}`;
    try {
      rows.push(checked(schema, parseJson(line, where), where));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) onWarning(leftOut(problems));
  return rows;
}

/**
 * Makes a file of JSON lines fit to be appended to: a last line that was cut short is removed, one that is whole is
 * ended, so that no two rows come to stand in one line.
 * @throws UserError if the file cannot be read or written
 */
export async function mendLastLine(path: string): Promise<void> {
  const bytes = await bytesOf(path);
  const start = bytes.lastIndexOf('\n') + 1;
  if (start === bytes.length) return;
  const mended = isJson(bytes.subarray(start).toString()) ? appendFile(path, '\n') : truncate(path, start);
  await mended.catch((error) => {
    throw fileError(error, path, 'write');
  });
}

const bytesOf = (path: string): Promise<Buffer> =>
  readFile(path).catch((error) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw fileError(error, path, 'read');
  });

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function leftOut([first, ...more]: string[]): string {
  const others = more.length > 0 ? `, and ${more.length} more like it` : '';
  return `${first}; the line is left out${others}; restore the file from a copy if you have one`;
}
