import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Environment, environment, type Machine, machine } from '../environment.js';
import { UserError } from '../errors.js';
import { checked } from '../files/checked.js';
import { fileError, parseJson, writeFileAtomic } from '../files/index.js';

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
function sealed(result: StudyResult): StudyResult {
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
  await writeFileAtomic(path, `${JSON.stringify(written, null, 1)}\n`);
  return written;
}

/** What can be done, short of running a study, about a result file that cannot be used. */
export const restoreFromGit = (path: string): string => `restore it with: git checkout -- ${path}`;
const studyRemedy = (path: string): string =>
  `${restoreFromGit(path)}; or its study writes it anew with --again, from rows that stay in the data folder`;

/** What everybody who reads a result file relies on; results of studies are checked against their own schemas too. */
const contentSchema: z.ZodType<ResultContent> = z.looseObject({
  meta: z.looseObject({ ...metaSchema.pick({ synthetic: true, partial: true }).shape }).exactOptional(),
});

/** A result file, as far as it is known without its study. */
export interface ResultContent {
  meta?: { synthetic?: boolean; partial?: Missing; [more: string]: unknown };
  [more: string]: unknown;
}

/**
 * What a file with results holds, or undefined if there is none.
 * @param remedy what to do about a file that cannot be used; default: restore it from git
 * @throws UserError if it is there and cannot be read, or is not a JSON object
 */
export function readContent(path: string, remedy = restoreFromGit(path)): ResultContent | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const known = fileError(error, path, 'read');
    throw known instanceof UserError ? new UserError(`${known.message}; ${remedy}`, { cause: error }) : known;
  }
  return checked(contentSchema, parseJson(text, path, remedy), path, remedy);
}

/** What a study's result file holds, or undefined if there is none. @throws UserError if it is damaged */
export async function readResultFile(name: string, folder = resultsFolder()): Promise<ResultContent | undefined> {
  const path = join(folder, `${name}.json`);
  return readContent(path, studyRemedy(path));
}
