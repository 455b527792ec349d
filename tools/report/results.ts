import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError, unknownName } from '../../src/errors.js';
import { missingResult } from '../figures/registry.js';

export type Row = Record<string, unknown>;

/** The result files, read when they are first asked for. References are written `file:path`. */
export interface Results {
  /** Everything a reference finds. @throws UserError saying what is not there */
  all(reference: string): unknown[];
  /** The one thing a reference finds. @throws UserError if it finds none or several */
  one(reference: string): unknown;
  /** Whether a file was made from synthetic digits. */
  synthetic(file: string): boolean;
  /** The files that were read. */
  used(): string[];
}

/** The result files of a folder. */
export function openResults(folder: string): Results {
  const files = new Map<string, unknown>();
  const read = (file: string): unknown => {
    if (!files.has(file)) files.set(file, readResult(folder, file));
    return files.get(file);
  };
  const all = (reference: string): unknown[] => {
    const { file, path } = split(reference);
    return walk(read(file), path, file);
  };
  return {
    all,
    one(reference) {
      const found = all(reference);
      if (found.length !== 1) throw new UserError(`Expected ${reference} to find one value, got ${found.length}`);
      return found[0];
    },
    synthetic: (file) => (read(file) as { meta?: { synthetic?: boolean } }).meta?.synthetic === true,
    used: () => [...files.keys()],
  };
}

function readResult(folder: string, file: string): unknown {
  const path = join(folder, `${file}.json`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new UserError(missingResult(file));
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${path} is damaged: expected JSON, got something else`);
  }
}

/** The parts of `mnist-quick:rows[family=planar,K=10].bound`. */
export function split(reference: string): { file: string; path: string } {
  const colon = reference.indexOf(':');
  if (colon < 1)
    throw new UserError(`Expected a reference to a result to look like file:path.to.value, got ${reference}`);
  return { file: reference.slice(0, colon), path: reference.slice(colon + 1) };
}

/** A step is `name`, `[3]` (an index) or `[key=value,…]` (the rows that have these values). */
const step = /\.?([\w-]+)|\[(\d+)\]|\[([^\]]+)\]/y;

function walk(root: unknown, path: string, file: string): unknown[] {
  let found = [root];
  let end = 0;
  for (step.lastIndex = 0; end < path.length; end = step.lastIndex) {
    const where = end === 0 ? file : `${file}:${path.slice(0, end)}`;
    const match = step.exec(path);
    if (!match) throw new UserError(`Expected a name, [index] or [key=value] after ${where}, got ${path.slice(end)}`);
    const [, name, index, conditions] = match;
    found = conditions
      ? found.flatMap((value) => select(value, conditions, where))
      : found.map((value) => enter(value, (name ?? index)!, where));
  }
  return found;
}

function enter(value: unknown, key: string, where: string): unknown {
  const keys = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  if (keys.length === 0) throw new UserError(`Expected ${where} to have parts, got ${JSON.stringify(value)}`);
  if (!keys.includes(key)) throw new UserError(`${where}: ${unknownName('name', key, keys.slice(0, 30))}`);
  return (value as Row)[key];
}

function select(value: unknown, conditions: string, where: string): Row[] {
  if (!Array.isArray(value)) throw new UserError(`Expected ${where} to be a list of rows, got ${typeof value}`);
  const wanted = conditions.split(',').map((condition) => condition.split('=').map((part) => part.trim()));
  return (value as Row[]).filter((row) => wanted.every(([key, text]) => String(enter(row, key!, where)) === text));
}
