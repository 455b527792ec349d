import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError, unknownName } from '../errors.js';
import { dataFolder, fileError } from '../files/index.js';
import { readMetrics } from '../training/index.js';
import { depthOf, runRecord } from './config.js';

/** Where runs are kept: `runs` in the data folder. */
export const runsFolder = (): string => join(dataFolder(), 'runs');

/** What `vinf runs` tells of a run. */
export interface RunSummary {
  name: string;
  flow: string;
  layers: number;
  /** Updates made, and meant to be made. */
  step: number;
  steps: number;
  /** The last row's mean free energy at β = 1 over training batches, nats. */
  bound?: number;
  data: string;
  /** In one line, what is wrong with its files; the rest is what is still good. */
  problem?: string;
}

/** A run of which nothing can be told. */
export interface UnreadableRun {
  name: string;
  /** In one line, the file, what was expected and what was got. */
  problem: string;
}

/** The folder of a run given by its name or by its path. @throws UserError with the closest known name */
export async function runPath(name: string): Promise<string> {
  for (const path of [join(runsFolder(), name), resolve(name)]) {
    if (existsSync(join(path, 'config.json'))) return path;
  }
  const names = await runNames();
  if (names.length === 0)
    throw new UserError(`There is no run "${name}": ${runsFolder()} holds none yet; \`vinf train\` makes one`);
  throw new UserError(unknownName('run', name, names));
}

/** All runs of the data folder, by name; of those with damaged files, what is wrong with them. */
export async function listRuns(): Promise<(RunSummary | UnreadableRun)[]> {
  const summaries = (await runNames()).map((name) =>
    summaryOf(name).catch((error) => {
      if (error instanceof UserError) return { name, problem: error.message };
      throw error;
    }),
  );
  return Promise.all(summaries);
}

async function summaryOf(name: string): Promise<RunSummary> {
  const path = join(runsFolder(), name);
  const { flow, layers, steps, digits: data } = await runRecord(path);
  const problems: string[] = [];
  const last = (await readMetrics(path, (message) => problems.push(message))).at(-1);
  return {
    ...{ name, flow, layers: depthOf({ flow, layers }), data, step: last?.step ?? 0, steps },
    ...(last?.bound !== undefined && { bound: last.bound }),
    ...(problems.length > 0 && { problem: problems.join('; ') }),
  };
}

async function runNames(): Promise<string[]> {
  const names = await readdir(runsFolder()).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw fileError(error, runsFolder(), 'read');
  });
  return names.filter((name) => existsSync(join(runsFolder(), name, 'config.json'))).sort();
}
