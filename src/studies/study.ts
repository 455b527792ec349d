import type { z } from 'zod';
import { useBackend } from '../engine/index.js';
import { UserError } from '../errors.js';
import { removeAbandoned } from '../files/abandoned.js';
import { checked } from '../files/checked.js';
import type { Figure } from '../plots/index.js';
import {
  isComplete,
  isIntact,
  type Missing,
  type Profile,
  type ResultMeta,
  readResultFile,
  resultMeta,
  resultsFolder,
  type StudyResult,
  writeResult,
} from './results.js';
import { checkWords, type RowOptions } from './rows.js';

/** What other result files hold, by name without `.json`; undefined where there is no such file. */
export type OtherResults = (name: string) => unknown;

/** The data that a study was loaded with. */
export interface StudyData {
  /** Written into the result's meta data. */
  meta: { data: string; synthetic: boolean; [more: string]: unknown };
}

/** A figure of the report: a pure function of a result, so that anybody can draw it again. */
export interface StudyFigure<Result> {
  /** Name of its files in `figures/`, and of the figure in the report; the quick profile's has `-quick` behind it. */
  id: string;
  make(result: Result, other: OtherResults): Figure;
}

export interface StudyOptions extends RowOptions {
  /** Whether a result that is there is written anew; rows that are in the data folder stay. Default false. */
  again?: boolean;
  /** Of the result files. Default `report/results`. */
  folder?: string;
}

/** What `compute` gets. */
export interface StudyWork<Result, Data> {
  profile: Profile;
  data: Data;
  /** The result file as it was found, if nobody has changed it: its rows need not be made again. */
  found: Result | undefined;
  other: OtherResults;
  options: StudyOptions;
}

/**
 * A study of the report: everything that command line, figures, report and notebooks know of it.
 * It lives in the folder of its name, and is one line in `src/studies/index.ts`.
 */
export interface Study<Result extends StudyResult = StudyResult, Data = unknown> {
  /** Of its folder, of `vinf study NAME`, and of its result files. */
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  readonly profiles: readonly Profile[];
  readonly schema: z.ZodType<Result>;
  /** The words that choose rows, for `only`; for studies that have rows to choose from. */
  words?(profile: Profile): readonly string[];
  /** Result files of other studies that it builds on. */
  sources?(profile: Profile): string[];
  /** What decides a result, on the data that its meta data name: a result of another config is stale. */
  config(profile: Profile, meta: Partial<ResultMeta>, other: OtherResults): unknown;
  /** For studies of digits. */
  loadData?(profile: Profile, options: StudyOptions, other: OtherResults): Promise<Data & StudyData>;
  /** Everything in the result file but its meta data, and how many rows it is without. */
  compute(work: StudyWork<Result, Data>): Promise<{ body: Omit<Result, 'meta'> } & Partial<Missing>>;
  /** What came out, in lines for a terminal. */
  lines(result: Result): string[];
  readonly figures: readonly StudyFigure<Result>[];
}

/** The result file of a profile, without `.json`. */
export const resultName = ({ name }: Pick<Study, 'name'>, profile: Profile): string =>
  profile === 'full' ? name : `${name}-quick`;

/** A study's result, or undefined if there is none. @throws UserError if the file cannot be read or is not one */
export async function readResult<Result extends StudyResult>(
  study: Pick<Study<Result>, 'name' | 'schema'>,
  profile: Profile,
  folder?: string,
): Promise<Result | undefined> {
  const name = resultName(study, profile);
  const content = await readResultFile(name, folder);
  return content === undefined ? undefined : checked(study.schema, content, `report/results/${name}.json`, writeAnew);
}

/** What to do about a result file that does not fit its schema. */
export const writeAnew =
  'is it of another version? The study writes it anew with --again; rows in the data folder stay';

/**
 * Computes a study and writes its result file, unless that is there, complete and of the same config, and not of
 * synthetic digits while MNIST can be had.
 * Finished rows are kept in the data folder, so that a study that was killed goes on where it was. The file holds all
 * rows that are finished, also those it has from another machine, and says in `meta.partial` if some are not.
 * @throws UserError for a result file that cannot be read, a study that it builds on and is not there, or an unknown word
 */
export async function runStudy<Result extends StudyResult, Data>(
  study: Study<Result, Data>,
  profile: Profile,
  options: StudyOptions = {},
): Promise<Result> {
  const { folder = resultsFolder(), again = false, only = [], onMessage } = options;
  checkWords(only, study.words?.(profile) ?? []);
  await removeAbandoned(folder);
  const name = resultName(study, profile);
  const other = await readSources(study, profile, folder);
  const found = await readResult(study, profile, folder).catch((error) => {
    if (again && error instanceof UserError) return undefined;
    throw error;
  });
  const isDone = !again && found !== undefined && isComplete(found, study.config(profile, found.meta, other));
  const stays = (result: Result) => {
    onMessage?.(`report/results/${name}.json is there${result.meta.data ? `: ${result.meta.data}` : ''}`);
    return result;
  };
  if (isDone && !found.meta.synthetic) return stays(found);
  const backend = await useBackend(options.backend);
  const data = await study.loadData?.(profile, options, other);
  if (isDone && data?.meta.synthetic) return stays(found);
  const work = { profile, data: data as Data, found: found && isIntact(found) ? found : undefined, other, options };
  const { body, missing = 0, total = 0 } = await study.compute(work);
  const config = study.config(profile, data?.meta ?? {}, other);
  const partial = missing > 0 && { partial: { missing, total } };
  const meta = { ...resultMeta(config), ...data?.meta, backend, profile, ...partial };
  return writeResult(name, study.schema, { meta, ...body }, folder);
}

async function readSources(study: Pick<Study, 'sources'>, profile: Profile, folder?: string): Promise<OtherResults> {
  const names = study.sources?.(profile) ?? [];
  const contents = await Promise.all(names.map((name) => readResultFile(name, folder)));
  return (name) => contents[names.indexOf(name)];
}
