import { allStudies } from '../../src/studies/index.js';
import { configHash, isIntact, type ResultMeta } from '../../src/studies/results.js';
import { type OtherResults, resultName } from '../../src/studies/study.js';
import { writerOf } from '../figures/registry.js';

/** Why a result of a study cannot be shown: somebody changed it, or its config has changed since. */
export function staleness(file: string, path: string, content: unknown, other: OtherResults): string | undefined {
  const { meta } = content as { meta?: Partial<ResultMeta> };
  if (!meta?.configHash) return undefined; // not a study's result
  if (!isIntact({ ...(content as object), meta })) return `${path} is not as its study wrote it; ${again(file)}`;
  const config = configOf(file, meta, other);
  if (!config) return `no study of src/studies writes ${path}`;
  return configHash(config.config) === meta.configHash
    ? undefined
    : `${path} is stale, its config is not the code's; ${again(file)}`;
}

/** What the code would write a result file with, on the data that it names. */
function configOf(file: string, meta: Partial<ResultMeta>, other: OtherResults): { config: unknown } | undefined {
  for (const study of allStudies) {
    const profile = study.profiles.find((one) => resultName(study, one) === file);
    if (profile) return { config: study.config(profile, meta, other) };
  }
  return undefined;
}

const again = (file: string): string => `write it again with: ${writerOf(file) ?? 'its study'}`;
