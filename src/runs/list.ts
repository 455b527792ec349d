import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError, unknownName } from '../errors.js';
import { dataFolder } from '../files/index.js';
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

/** All runs of the data folder, by name. */
export async function listRuns(): Promise<RunSummary[]> {
  return Promise.all(
    (await runNames()).map(async (name) => {
      const path = join(runsFolder(), name);
      const { flow, steps, digits: data, ...config } = await runRecord(path);
      const last = (await readMetrics(path)).at(-1);
      const progress = { step: last?.step ?? 0, steps, ...(last?.bound !== undefined && { bound: last.bound }) };
      return { name, flow, layers: depthOf({ flow, ...config }), data, ...progress };
    }),
  );
}

async function runNames(): Promise<string[]> {
  const names = await readdir(runsFolder()).catch(() => [] as string[]);
  return names.filter((name) => existsSync(join(runsFolder(), name, 'config.json'))).sort();
}
