import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/index.js';
import { runsFolder } from '../runs/list.js';
import { lockFolder } from '../training/lock.js';
import { configHash } from './results.js';

/** A row that is not there yet because another process is making it. */
export const inProgress = Symbol('in progress');

/** Where the row of a config is kept: a folder of its own in the runs folder, by the hash of the config. */
const folderOf = (study: string, config: unknown): string => join(runsFolder(), study, configHash(config));

/** The finished row of a config, or undefined if it has not been made. A damaged file counts as not made. */
export async function storedRow<Row>(study: string, config: unknown): Promise<Row | undefined> {
  const text = await readFile(join(folderOf(study, config), 'row.json'), 'utf8').catch(() => 'null');
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * The row of a config: read if an earlier call has made it, else made and kept, so that a study that was killed goes
 * on with the row it was at. Several processes can share a study: each row is made by one of them.
 * @param make what takes the time; its result is kept as JSON
 * @returns `inProgress` if another living process is making the row
 */
export async function cachedRow<Row>(
  study: string,
  config: unknown,
  make: () => Promise<Row>,
): Promise<Row | typeof inProgress> {
  const done = await storedRow<Row>(study, config);
  if (done) return done;
  const folder = folderOf(study, config);
  await mkdir(folder, { recursive: true });
  const unlock = await lockFolder(folder).catch((error) => {
    if (existsSync(join(folder, 'lock'))) return undefined;
    throw error;
  });
  if (!unlock) return inProgress;
  try {
    const since = await storedRow<Row>(study, config); // Another process may have made it between the two looks.
    if (since) return since;
    const row = await make();
    await writeFileAtomic(join(folder, 'row.json'), JSON.stringify(row));
    return row;
  } finally {
    await unlock();
  }
}
