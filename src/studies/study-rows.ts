import { configHash, isCurrent, type ResultMeta } from './results.js';
import { cachedRow, inProgress, storedRow } from './row-cache.js';

/** What a study tells while it makes its rows, and what cuts it short. */
export interface StudyHooks {
  /** Called before each row with its name and its number of updates. */
  onModel?: ((name: string, steps: number) => void) | undefined;
  onMessage?: ((message: string) => void) | undefined;
  signal?: AbortSignal | undefined;
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

/**
 * The rows of a study that are there, in the order of their configs.
 * @param known rows from elsewhere, by the hash of their configs; what the data folder has comes first
 */
export async function storedRows<Row>(
  study: string,
  configs: readonly unknown[],
  known: ReadonlyMap<string, Row> = new Map(),
): Promise<Row[]> {
  const rowOf = async (config: unknown) => (await storedRow<Row>(study, config)) ?? known.get(configHash(config));
  const rows = await Promise.all(configs.map(rowOf));
  return rows.filter((row) => row !== undefined);
}

/** `partial` for the meta data of a result, where rows are missing. */
export const partialIf = (missing: number, total: number): { partial?: string } =>
  missing > 0 ? { partial: `${missing} of ${total} rows are missing` } : {};

/** Whether nothing is left to do: a result is complete, as it was written, and of this config. */
export const isComplete = <Result extends { meta: ResultMeta & { partial?: string } }>(
  result: Result | undefined,
  config: unknown,
): result is Result => result !== undefined && isCurrent(result, config) && !result.meta.partial;
