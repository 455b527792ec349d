import { type ConvolutionResult, convolutionConfig } from '../../src/studies/convolution/study.js';
import { density2dConfigs } from '../../src/studies/densities2d/config.js';
import { layersConfig } from '../../src/studies/flow-layers/study.js';
import { type ProfileName, profiles } from '../../src/studies/mnist/config.js';
import type { MnistResult } from '../../src/studies/mnist/study.js';
import { mnistResultName } from '../../src/studies/mnist/study.js';
import { analysisConfigOf } from '../../src/studies/mnist-analysis/study.js';
import { configHash, isIntact, type ResultMeta } from '../../src/studies/results.js';
import { collapseConfigs, target2dConfigs } from '../../src/studies/targets2d/config.js';
import { writers } from '../figures/registry.js';

/** What a file should say that names these data; `other` holds the other results. */
type Expected = (meta: Partial<ResultMeta>, other: (file: string) => unknown) => unknown;

/** What the code would write each result file with, on the data that it names. A new study is an entry here. */
const configs: Readonly<Record<string, Expected>> = {
  convolution: (meta, other) =>
    convolutionConfig('full', meta as ConvolutionResult['meta'], other('mnist') as MnistResult),
  'convolution-quick': (meta) => convolutionConfig('quick', meta as ConvolutionResult['meta'], undefined),
  targets2d: () => [...target2dConfigs('full'), ...collapseConfigs('full')],
  'targets2d-quick': () => [...target2dConfigs('quick'), ...collapseConfigs('quick')],
  densities2d: () => density2dConfigs('full'),
  'densities2d-quick': () => density2dConfigs('quick'),
  'flow-layers': () => layersConfig,
  'mnist-analysis': (_, other) => analysisConfigOf('full', other('mnist') as MnistResult),
  'mnist-analysis-quick': (_, other) => analysisConfigOf('quick', other('mnist-quick') as MnistResult),
  ...Object.fromEntries(
    (Object.keys(profiles) as ProfileName[]).map((profile) => [mnistResultName(profile), () => profiles[profile]]),
  ),
};

/** Why a result of a study cannot be shown: somebody changed it, or its config has changed since. */
export function staleness(
  file: string,
  path: string,
  content: unknown,
  other: (file: string) => unknown,
): string | undefined {
  const { meta } = content as { meta?: Partial<ResultMeta> };
  if (!meta?.configHash) return undefined; // not a study's result
  if (!isIntact({ ...(content as object), meta })) {
    return `${path} is not as its study wrote it; ${again(file)}`;
  }
  const config = Object.hasOwn(configs, file) ? configs[file] : undefined;
  if (!config) return `nobody knows the config of ${path}: name it in tools/report/studies.ts`;
  return configHash(config(meta, other)) === meta.configHash
    ? undefined
    : `${path} is stale, its config is not the code's; ${again(file)}`;
}

const again = (file: string): string => `write it again with: ${writers[file] ?? 'its study'}`;
