import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Environment, environment, type Machine, machine } from '../environment.js';
import { UserError } from '../errors.js';
import { removeAbandoned } from '../files/abandoned.js';
import { checked } from '../files/checked.js';
import { parseJson, writeFileAtomic } from '../files/index.js';

/** How much a study computes: `quick` shows in minutes that everything works, `full` is what the report is about. */
export type Profile = 'quick' | 'full';

/** How many rows of how many a result is still without. */
export interface Missing {
  missing: number;
  total: number;
}

/** `12 of 30 rows are missing` */
export const missingText = ({ missing, total }: Missing): string => `${missing} of ${total} rows are missing`;

/** Where results come from; the first thing in every file of `report/results`. */
export interface ResultMeta extends Environment {
  /** Of the config behind the result: another hash means that the result is stale. */
  configHash: string;
  /** Of a list of configs, which rows repeat, the first. */
  config: unknown;
  profile?: Profile;
  machine?: Machine;
  /** Of all the rest of the file, set by `sealed`: another checksum means that somebody changed a number. */
  checksum?: string;
  /** Which digits, as their description says, and whether they stand in for MNIST. */
  data?: string;
  synthetic?: boolean;
  backend?: string;
  /** Where the study has not come to its end. */
  partial?: Missing;
}

/** What every result file holds. */
export interface StudyResult {
  meta: ResultMeta;
}

/** The schema of `meta`; a study that adds to it extends this. */
export const metaSchema = z.looseObject({
  configHash: z.string(),
  config: z.unknown(),
  versions: z.record(z.string(), z.string()),
  commit: z.string().nullable(),
  profile: z.enum(['quick', 'full']).exactOptional(),
  machine: z
    .object({ cpu: z.string(), cores: z.number(), memoryGiB: z.number(), platform: z.string() })
    .exactOptional(),
  checksum: z.string().exactOptional(),
  data: z.string().exactOptional(),
  synthetic: z.boolean().exactOptional(),
  backend: z.string().exactOptional(),
  partial: z.object({ missing: z.number(), total: z.number() }).exactOptional(),
});

/** The part of the meta data that follows from a config. */
export function resultMeta(config: unknown): ResultMeta {
  const shown = Array.isArray(config) ? config[0] : config;
  return { configHash: configHash(config), config: shown, machine: machine(), ...environment() };
}

/** SHA-256 of a config, the same for the same values in the same order. */
export const configHash = (config: unknown): string =>
  createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16);

/** The folder of a project's result files. */
export const resultsFolder = (project = process.cwd()): string => join(project, 'report', 'results');

/** Whether a result is as its study wrote it. */
export const isIntact = (result: { meta: { checksum?: string } }): boolean =>
  result.meta.checksum !== undefined && result.meta.checksum === checksumOf(result);

/** Whether nothing is left to do: a result is complete, as it was written, and of this config. */
export const isComplete = (result: StudyResult, config: unknown): boolean =>
  result.meta.configHash === configHash(config) && !result.meta.partial && isIntact(result);

const checksumOf = ({ meta: { checksum: _, ...meta }, ...rest }: { meta: { checksum?: string } }): string =>
  configHash({ meta, ...rest });

/** A result as its file holds it: what JSON makes of the values (undefined vanishes, NaN becomes null), with a checksum. */
export function sealed(result: StudyResult): StudyResult {
  const plain = JSON.parse(JSON.stringify(result)) as StudyResult;
  return { ...plain, meta: { ...plain.meta, checksum: checksumOf(plain) } };
}

/** Writes a result file with its checksum. @returns what it holds @throws UserError if that does not fit the schema */
export async function writeResult<R extends StudyResult>(
  name: string,
  schema: z.ZodType<R>,
  result: StudyResult,
  folder = resultsFolder(),
): Promise<R> {
  const path = join(folder, `${name}.json`);
  const written = checked(schema, sealed(result), path);
  await removeAbandoned(folder);
  await writeFileAtomic(path, `${JSON.stringify(written, null, 1)}\n`);
  return written;
}

/** What a result file holds, or undefined if there is none. @throws UserError if it cannot be read or is not JSON */
export async function readResultFile(name: string, folder = resultsFolder()): Promise<unknown> {
  const path = join(folder, `${name}.json`);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new UserError(`${path} cannot be read: ${error.message}`);
  });
  return text === undefined ? undefined : parseJson(text, path);
}
