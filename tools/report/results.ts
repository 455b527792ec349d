import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError, unknownName } from '../../src/errors.js';
import { type Missing, type ResultContent, readContent } from '../../src/studies/results.js';
import { isShown } from '../../src/studies/shown.js';
import { missingResult } from '../figures/registry.js';

export type Row = Record<string, unknown>;

/** What a result file says about itself, as far as the report cares. */
export interface Meta {
  synthetic?: boolean;
  partial?: Missing;
  [key: string]: unknown;
}

/** The result files, read when they are first asked for. References are written `file:path`. */
export interface Results {
  /** Everything a reference finds. @throws UserError saying what is not there */
  all(reference: string): unknown[];
  /** The one thing a reference finds. @throws UserError if it finds none or several */
  one(reference: string): unknown;
  /** The file that stands for a name: `mnist`, or `mnist-quick` until a fifth of `mnist` is there. */
  file(name: string): string;
  /** Where a file is, as a problem names it. */
  path(name: string): string;
  meta(name: string): Meta;
  /** All that a file holds; undefined if there is none. */
  content(file: string): unknown;
  /** The files that were read. */
  used(): string[];
}

export interface ResultsOptions {
  /** Files outside the folder, by the name under which the report refers to them. */
  elsewhere?: Readonly<Record<string, string>>;
  /** What is wrong with a file, such as that the code has changed since. Asked once for each file. */
  complaint?(file: string, path: string, content: unknown, other: (file: string) => unknown): string | undefined;
}

const quick = (name: string): string => `${name}-quick`;

/** Whether a file is a quick profile's, which stands in for the full one. */
export const isQuick = (file: string): boolean => file.endsWith('-quick');

/** The result files of a folder. */
export function openResults(folder: string, { elsewhere = {}, complaint }: ResultsOptions = {}): Results {
  const path = (file: string) => elsewhere[file] ?? join(folder, `${file}.json`);
  const content = memo((file) => contentOf(path(file), file));
  const used = new Set<string>();
  const load = (file: string): ResultContent => {
    const found = content(file);
    const trouble = used.has(file) ? undefined : complaint?.(file, path(file), found, content);
    used.add(file);
    if (trouble) throw new UserError(trouble);
    return found;
  };
  const file = memo((name) => {
    if (!existsSync(path(quick(name)))) return name;
    return existsSync(path(name)) && isShown(metaOf(content(name)).partial) ? name : quick(name);
  });
  const all = (reference: string): unknown[] => {
    const { file: name, path: inside } = split(reference);
    return walk(load(file(name)), inside, name);
  };
  return {
    all,
    one(reference) {
      const found = all(reference);
      if (found.length !== 1) throw new UserError(`Expected ${reference} to find one value, got ${found.length}`);
      return found[0];
    },
    file,
    path: (name) => path(file(name)),
    meta: (name) => metaOf(load(file(name))),
    content: (name) => (existsSync(path(name)) ? load(name) : undefined),
    used: () => [...used],
  };
}

function memo<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key)!;
  };
}

const metaOf = ({ meta = {} }: ResultContent): Meta => meta;

function contentOf(path: string, file: string): ResultContent {
  const content = readContent(path);
  if (!content) throw new UserError(missingResult(file));
  return content;
}

/** The parts of `mnist:rows[family=planar,K=10].bound`. */
export function split(reference: string): { file: string; path: string } {
  const colon = reference.indexOf(':');
  if (colon < 1)
    throw new UserError(`Expected a reference to a result to look like file:path.to.value, got ${reference}`);
  return { file: reference.slice(0, colon), path: reference.slice(colon + 1) };
}

/** A step is `name`, `[3]` (an index), `[key=value,…]` (the rows that have these values) or `[]` (all rows). */
const step = /\.?([\w-]+)|\[(\d+)\]|\[([^\]]*)\]/y;

function walk(root: unknown, path: string, file: string): unknown[] {
  let found = [root];
  let end = 0;
  for (step.lastIndex = 0; end < path.length; end = step.lastIndex) {
    const where = end === 0 ? file : `${file}:${path.slice(0, end)}`;
    const match = step.exec(path);
    if (!match) throw new UserError(`Expected a name, [index] or [key=value] after ${where}, got ${path.slice(end)}`);
    const [, name, index, conditions] = match;
    found =
      conditions !== undefined
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

/**
 * The rows that meet conditions such as `family=planar,config.batch=100`. One that lacks a field which others have, as a
 * config lacks options that are at their defaults, does not meet a condition on it.
 */
export function select(value: unknown, conditions: string, where: string): Row[] {
  if (!Array.isArray(value)) throw new UserError(`Expected ${where} to be a list of rows, got ${typeof value}`);
  const rows = value as Row[];
  const wanted = conditions
    .split(',')
    .filter((condition) => condition.trim() !== '')
    .map((condition) => condition.split('=').map((part) => part.trim()));
  const unknown = wanted.find(([key]) => !rows.some((row) => has(row, key!)));
  if (unknown && rows.length > 0) field(rows[0]!, unknown[0]!, where); // It says which there are.
  const meets = (row: Row, [key, text]: string[]) => has(row, key!) && String(field(row, key!, where)) === text;
  return rows.filter((row) => wanted.every((condition) => meets(row, condition)));
}

/** A field of a row, or one inside it: `config.batch`. */
export const field = (row: Row, key: string, where: string): unknown =>
  key.split('.').reduce((inner: unknown, name) => enter(inner, name, where), row);

const has = (row: Row, key: string): boolean =>
  key.split('.').reduce((inner: unknown, name) => (inner as Row | null | undefined)?.[name], row) !== undefined;
