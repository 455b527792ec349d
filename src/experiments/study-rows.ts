import { isCurrent, type ResultMeta, readResult } from './results.js';
import { cachedRow, inProgress, storedRow } from './row-cache.js';

/** What a study tells while it makes its rows, and what cuts it short. */
export interface StudyHooks {
  /** Called before each row with its name and its number of updates. */
  onModel?(name: string, steps: number): void;
  onMessage?(message: string): void;
  signal?: AbortSignal;
}

/** How the row of a config is made and told of. */
export interface RowMaker<Config, Row> {
  name(config: Config): string;
  /** Updates of training. */
  steps(config: Config): number;
  make(config: Config): Promise<Row>;
  /** What came out, in a line. */
  told(row: Row): string;
}

/**
 * Makes the rows of a study that are not there yet, one after the other, and keeps them in the data folder: a study that
 * was killed goes on where it was, and processes that run the same study share the rows.
 */
export async function makeRows<Config, Row>(
  study: string,
  configs: readonly Config[],
  { name, steps, make, told }: RowMaker<Config, Row>,
  { onModel, onMessage, signal }: StudyHooks,
): Promise<void> {
  for (const config of configs) {
    if (signal?.aborted) break;
    if (await storedRow(study, config)) continue;
    onModel?.(name(config), steps(config));
    const row = await cachedRow(study, config, () => make(config));
    onMessage?.(`  ${row === inProgress ? 'another process is at it' : told(row)}`);
  }
}

/** The rows of a study that are there, in the order of their configs. */
export async function storedRows<Row>(study: string, configs: readonly unknown[]): Promise<Row[]> {
  const rows = await Promise.all(configs.map((config) => storedRow<Row>(study, config)));
  return rows.filter((row) => row !== undefined);
}

/** `partial` for the meta data of a result, where rows are missing. */
export const partialIf = (missing: number, total: number): { partial?: string } =>
  missing > 0 ? { partial: `${missing} of ${total} rows are missing` } : {};

/** The result file of that name if it is complete and of this config. */
export async function completeResult<Result extends { meta: ResultMeta & { partial?: string } }>(
  name: string,
  config: unknown,
): Promise<Result | undefined> {
  const found = await readResult<Result>(name);
  return found && isCurrent(found, config) && !found.meta.partial ? found : undefined;
}
