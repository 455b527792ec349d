import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { libraryVersion } from '../environment.js';
import { UserError } from '../errors.js';
import { writeFileAtomic } from '../files/atomic.js';
import { checked, parseJson, restoreFromCopy } from '../files/checked.js';
import { fileError } from '../files/error.js';
import { mendLastLine, readJsonLines } from '../files/json-lines.js';
import { loadBest, loadLatest, saveBest, saveCheckpoint } from './checkpoint.js';
import { lockFolder } from './lock.js';
import type { MetricRow, RunFolder, TimingRow } from './run.js';

type Warn = (message: string) => void;

const metricsFile = 'metrics.jsonl';
const timingsFile = 'timings.jsonl';

/**
 * Makes a run folder and locks it.
 * @throws UserError if the folder already holds a run, another process holds the lock, or it cannot be written; then the
 *   lock is given back
 */
export async function createRun(path: string, config: object): Promise<RunFolder> {
  if (existsSync(join(path, 'config.json'))) {
    throw new UserError(`${path} already holds a run; go on with \`vinf resume ${path}\` or choose another name`);
  }
  await mkdir(path, { recursive: true }).catch((error) => {
    throw fileError(error, path, 'write');
  });
  const run = await lockedRun(path, console.warn);
  try {
    await writeFileAtomic(join(path, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
  } catch (error) {
    await run.close();
    throw error;
  }
  return run;
}

/**
 * Locks an existing run folder and removes a last line that a killed process left half written.
 * @param onWarning told of damaged lines when the run is rewound; default `console.warn`
 * @throws UserError if it is none, or another process holds the lock
 */
export async function openRun(path: string, onWarning: Warn = console.warn): Promise<RunFolder> {
  await readConfig(path);
  return lockedRun(path, onWarning);
}

/** The `config.json` of a run. @throws UserError if there is none or it is not JSON */
export async function readConfig(path: string): Promise<Record<string, unknown>> {
  const file = join(path, 'config.json');
  const text = await readFile(file, 'utf8').catch((error) => {
    throw error.code === 'ENOENT'
      ? new UserError(`${path} holds no run: there is no config.json in it; \`vinf train\` begins one`)
      : fileError(error, file, 'read');
  });
  return checked(z.record(z.string(), z.unknown()), parseJson(text, file, restoreFromCopy), file, restoreFromCopy);
}

const stepSchema = z.int().min(0);
const metricSchema: z.ZodType<{ step: number } & Record<string, number | null | `${'' | '-'}Infinity`>> = z
  .object({ step: stepSchema })
  .catchall(z.union([z.number().nullable(), z.enum(['Infinity', '-Infinity'])]));
const timingSchema: z.ZodType<TimingRow> = z.looseObject({
  step: stepSchema,
  seconds: z.number().min(0),
  processorSeconds: z.number().min(0),
});

/**
 * The rows of a run's `metrics.jsonl`; none if it has not written any. The texts "Infinity" and "-Infinity" stand for
 * what JSON has no number for, null for NaN; of runs of version 0.1.0 null stands for all of these, and is NaN.
 * @param onWarning told of lines that do not fit and are left out; default `console.warn`
 * @throws UserError if the file cannot be read
 */
export async function readMetrics(path: string, onWarning: Warn = console.warn): Promise<MetricRow[]> {
  const rows = await readJsonLines(join(path, metricsFile), metricSchema, onWarning);
  const withNumbers = (row: object) => Object.entries(row).map(([name, value]) => [name, Number(value ?? Number.NaN)]);
  return rows.map((row) => Object.fromEntries(withNumbers(row)));
}

/**
 * The rows of a run's `timings.jsonl`, one for each step: where a killed process and the one after it have both written
 * of a step, the later row counts.
 * @param onWarning told of lines that do not fit and are left out; default `console.warn`
 * @throws UserError if the file cannot be read
 */
export async function readTimings(path: string, onWarning: Warn = console.warn): Promise<TimingRow[]> {
  const rows = await readJsonLines(join(path, timingsFile), timingSchema, onWarning);
  const last = new Map(rows.map((row) => [row.step, row]));
  return [...last.values()];
}

async function lockedRun(path: string, onWarning: Warn): Promise<RunFolder> {
  const unlock = await lockFolder(path);
  const [metrics, timings] = [join(path, metricsFile), join(path, timingsFile)];
  try {
    await mendLastLine(metrics);
    await mendLastLine(timings);
  } catch (error) {
    await unlock();
    throw error;
  }
  const append = (file: string, row: object) =>
    appendFile(file, lineOf(row)).catch((error) => {
      throw fileError(error, file, 'write');
    });
  const keep = async <Row extends { step: number }>(file: string, rows: readonly Row[], step: number) => {
    const kept = rows.filter((row) => row.step <= step);
    await writeFileAtomic(file, kept.map(lineOf).join(''));
    return kept;
  };
  const checkpoints = join(path, 'checkpoints');
  return {
    path,
    checkpoints,
    async rewind(step) {
      await keep(timings, await readTimings(path, onWarning), step);
      return keep(metrics, await readMetrics(path, onWarning), step);
    },
    appendMetrics: (row) => append(metrics, row),
    appendTiming: (row) => append(timings, row),
    startClock,
    async saveCheckpoint(weights, checkpoint) {
      await saveCheckpoint(checkpoints, weights, checkpoint);
    },
    async loadLatest(weights, slotCount, warn) {
      const found = await loadLatest(checkpoints, weights, slotCount, warn);
      if (found) sayVersion(found.notes.vinf, path, warn);
      return found;
    },
    saveBest: (weights, state) => saveBest(checkpoints, weights, state),
    loadBest: (weights) => loadBest(checkpoints, weights),
    close: unlock,
  };
}

/** Rows before and after a change of the library need not be those of an undisturbed run. */
function sayVersion(found: string | undefined, path: string, onWarning?: Warn): void {
  const own = libraryVersion();
  if (found !== undefined && found !== own)
    onWarning?.(`${path} was trained with vinf ${found}; it goes on with ${own}, which may give other rows`);
}

/** Seconds from now: by the clock, and of processors in this process. */
function startClock(): () => { seconds: number; processorSeconds: number } {
  const [start, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { seconds: (performance.now() - start) / 1000, processorSeconds: (user + system) / 1e6 };
  };
}

const infinite: readonly unknown[] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** JSON has no infinite numbers: they become texts, and NaN null. */
const lineOf = (row: object): string =>
  `${JSON.stringify(row, (_, value) => (infinite.includes(value) ? String(value) : value))}\n`;
