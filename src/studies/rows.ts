import type { z } from 'zod';
import type { EngineName } from '../engine/index.js';
import { UserError, unknownName } from '../errors.js';
import type { FitOptions, MetricRow } from '../training/index.js';
import type { Missing } from './results.js';
import { cachedRow, inProgress, prepareRows, storedRow, sweepRow } from './row-cache.js';

/** What training a row may use and tell. */
export interface RowHooks extends Pick<FitOptions, 'onRow' | 'signal'> {
  engine?: EngineName | undefined;
  /** Of eager tensors; see `useBackend`. */
  backend?: string | undefined;
  onMessage?(message: string): void;
  onWarning?(message: string): void;
}

/** One row of a study: what decides it, how it is made, and what is told of it. */
export interface RowTask<Row extends object> {
  /** What decides the row: its hash names the folder in the data folder where the row is kept. */
  key: unknown;
  /** What the row has to look like: one that is kept and does not is made again. */
  schema: z.ZodType<Row>;
  /** `U1, planar K=8, seed 0` */
  name: string;
  /** The words that choose it, such as `planar`, `K8`, `seed0`. */
  words: readonly string[];
  /** Updates of training, 1 where there is none. */
  steps: number;
  make(hooks: RowHooks): Promise<Row>;
  /** What is worth knowing while it is trained, in a few words. */
  progress?(row: MetricRow): string;
  /** What came out, in a line. */
  outcome(row: Row): string;
  /** The row as a result file has it, from whatever machine: it is not made again. */
  published?: Row | undefined;
}

export interface RowOptions extends RowHooks {
  /** Only rows to which all these words apply; the others stay for a later call. */
  only?: readonly string[];
  /** Called before each row is made. */
  onTask?(task: Pick<RowTask<object>, 'name' | 'steps' | 'progress'>): void;
}

type Groups = Readonly<Record<string, readonly RowTask<object>[]>>;
type RowsOf<G extends Groups> = { [Name in keyof G]: G[Name] extends readonly RowTask<infer Row>[] ? Row[] : never };

/**
 * Runs the tasks of a study whose rows are not there yet, one after the other, and keeps the rows in the data folder: a
 * study that was killed goes on where it was, and processes that run the same study share the rows. A row that breaks
 * down with a `UserError` is told of, and the others go on. One that is being made when the signal comes is not kept,
 * but for the checkpoint of its training where it has a run folder.
 * @returns all rows that are there, in the order of their tasks, and how many are not
 * @throws UserError where rows cannot be kept
 */
export async function runTasks<G extends Groups>(
  study: string,
  groups: G,
  { only = [], onTask, ...hooks }: RowOptions,
): Promise<{ rows: RowsOf<G> } & Missing> {
  const tasks = Object.values(groups).flat();
  const told = new Set<string>();
  const warn = (message: string) => {
    if (!told.has(message)) hooks.onWarning?.(message); // Rows are looked for several times.
    told.add(message);
  };
  for (const task of tasks) {
    if (hooks.signal?.aborted) break;
    if (!only.every((word) => task.words.includes(word))) continue;
    if (await finishedRow(study, task, warn)) {
      await sweepRow(study, task.key);
      continue;
    }
    await prepareRows(study);
    onTask?.(task);
    const outcome = await outcomeOf(study, task, hooks); // Not inside the call: without a listener nothing would be made.
    hooks.onMessage?.(`  ${outcome}`);
  }
  const found = Object.entries(groups).map(async ([name, own]) => {
    const rows = await Promise.all(own.map((task) => finishedRow(study, task, warn)));
    return [name, rows.filter((row) => row !== undefined)] as const;
  });
  const rows = await Promise.all(found);
  const there = rows.reduce((sum, [, own]) => sum + own.length, 0);
  return { rows: Object.fromEntries(rows) as RowsOf<G>, missing: tasks.length - there, total: tasks.length };
}

/** What this machine has made comes first, then what a result file says. */
const finishedRow = async <Row extends object>(
  study: string,
  { key: config, schema, published }: RowTask<Row>,
  warn: (message: string) => void,
): Promise<Row | undefined> => (await storedRow(study, { config, schema }, warn)) ?? published;

async function outcomeOf<Row extends object>(study: string, task: RowTask<Row>, hooks: RowHooks): Promise<string> {
  try {
    const { key: config, schema } = task;
    const row = await cachedRow(study, { config, schema }, async () => {
      const made = await task.make(hooks);
      hooks.signal?.throwIfAborted(); // Its training has ended early.
      return made;
    });
    return row === inProgress ? 'another process is at it' : task.outcome(row);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    if (hooks.signal?.aborted && error === hooks.signal.reason) return 'stopped';
    throw error;
  }
}

/** @throws UserError for a word of `only` that is not known, with the closest one that is */
export function checkWords(only: readonly string[], known: readonly string[]): void {
  const strange = only.find((word) => !known.includes(word));
  if (strange !== undefined) throw new UserError(`--only: ${unknownName('word', strange, [...new Set(known)])}`);
}
