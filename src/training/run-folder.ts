import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { writeFileAtomic } from '../files/atomic.js';
import { checked, parseJson } from '../files/checked.js';
import { fileError } from '../files/error.js';
import { lockFolder } from './lock.js';

/** One line of `metrics.jsonl`: the step and the means since the line before, in nats where the term is. */
export type MetricRow = { step: number } & Record<string, number>;

/** A folder that holds a run: `config.json`, `metrics.jsonl`, `timings.jsonl` and `checkpoints/`. */
export interface RunFolder {
  readonly path: string;
  readonly checkpoints: string;
  /** The rows of `metrics.jsonl` up to a step; later ones, and a line cut short, are dropped from the file. */
  rewind(step: number): Promise<MetricRow[]>;
  appendMetrics(row: MetricRow): Promise<void>;
  /** Clock times go to their own file, so that `metrics.jsonl` can be compared byte by byte. */
  appendTiming(row: object): Promise<void>;
  /** Lets other processes at the folder again. */
  close(): Promise<void>;
}

/**
 * Makes a run folder and locks it.
 * @throws UserError if the folder already holds a run, or another process holds the lock
 */
export async function createRun(path: string, config: object): Promise<RunFolder> {
  if (existsSync(join(path, 'config.json'))) {
    throw new UserError(`${path} already holds a run; go on with \`vinf resume ${path}\` or choose another name`);
  }
  await mkdir(path, { recursive: true }).catch((error) => {
    throw fileError(error, path, 'write');
  });
  const run = await lockedRun(path);
  await writeFileAtomic(join(path, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
  return run;
}

/** Locks an existing run folder. @throws UserError if it is none, or another process holds the lock */
export async function openRun(path: string): Promise<RunFolder> {
  await readConfig(path);
  return lockedRun(path);
}

/** The `config.json` of a run. @throws UserError if there is none or it is not JSON */
export async function readConfig(path: string): Promise<Record<string, unknown>> {
  const file = join(path, 'config.json');
  const text = await readFile(file, 'utf8').catch((error) => {
    throw error.code === 'ENOENT'
      ? new UserError(`${path} holds no run: there is no config.json in it`)
      : fileError(error, file, 'read');
  });
  return checked(z.record(z.string(), z.unknown()), parseJson(text, file), file);
}

/** The rows of a run's `metrics.jsonl`; none if it has not written any. */
export async function readMetrics(path: string): Promise<MetricRow[]> {
  const text = await readFile(join(path, 'metrics.jsonl'), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as MetricRow];
    } catch {
      return []; // The last line of a killed run may be cut short.
    }
  });
}

async function lockedRun(path: string): Promise<RunFolder> {
  const unlock = await lockFolder(path);
  const metrics = join(path, 'metrics.jsonl');
  const append = (file: string, row: object) =>
    appendFile(file, `${JSON.stringify(row)}\n`).catch((error) => {
      throw fileError(error, file, 'write');
    });
  return {
    path,
    checkpoints: join(path, 'checkpoints'),
    async rewind(step) {
      const rows = (await readMetrics(path)).filter((row) => row.step <= step);
      await writeFileAtomic(metrics, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      return rows;
    },
    appendMetrics: (row) => append(metrics, row),
    appendTiming: (row) => append(join(path, 'timings.jsonl'), row),
    close: unlock,
  };
}
