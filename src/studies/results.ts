import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment, environment, type Machine, machine } from '../environment.js';
import { UserError } from '../errors.js';
import { parseJson, writeFileAtomic } from '../files/index.js';

/** Where results come from; the first thing in every file of `report/results`. */
export interface ResultMeta extends Environment {
  /** Of the config behind the result: another hash means that the result is stale. */
  configHash: string;
  config: unknown;
  machine?: Machine;
  /** Of all the rest of the file, set by `writeResult`: another checksum means that somebody changed a number. */
  checksum?: string;
  data?: string;
  synthetic?: boolean;
  backend?: string;
  engine?: string;
}

/** The part of the meta data that follows from a config. */
export function resultMeta(config: unknown): ResultMeta {
  return { configHash: configHash(config), config, machine: machine(), ...environment() };
}

/** SHA-256 of a config, the same for the same values in the same order. */
export const configHash = (config: unknown): string =>
  createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16);

/** The folder of a project's result files. */
export const resultsFolder = (project = process.cwd()): string => join(project, 'report', 'results');

/** Whether a result is as `writeResult` wrote it. */
export const isIntact = (result: { meta: { checksum?: string } }): boolean =>
  result.meta.checksum !== undefined && result.meta.checksum === checksumOf(result);

/** Whether a result can stay as it is: of this config, and as it was written. */
export const isCurrent = (result: { meta: ResultMeta }, config: unknown): boolean =>
  result.meta.configHash === configHash(config) && isIntact(result);

const checksumOf = ({ meta: { checksum: _, ...meta }, ...rest }: { meta: { checksum?: string } }): string =>
  configHash({ meta, ...rest });

/** Writes a result file, with a checksum. @returns its path */
export async function writeResult(
  name: string,
  result: { meta: ResultMeta } & object,
  folder = resultsFolder(),
): Promise<string> {
  const path = join(folder, `${name}.json`);
  // What JSON makes of the values counts: undefined vanishes, NaN becomes null.
  const plain = JSON.parse(JSON.stringify(result)) as { meta: ResultMeta };
  const sealed = { ...plain, meta: { ...plain.meta, checksum: checksumOf(plain) } };
  await writeFileAtomic(path, `${JSON.stringify(sealed, null, 1)}\n`);
  return path;
}

/** A result file, or undefined if there is none. @throws UserError if it cannot be read or is not JSON */
export async function readResult<T extends { meta: ResultMeta }>(
  name: string,
  folder = resultsFolder(),
): Promise<T | undefined> {
  const path = join(folder, `${name}.json`);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UserError(`${path} cannot be read: ${error.message}`);
  });
  return text === undefined ? undefined : parseJson(text, path);
}
