import { type DigitSet, loadDigits } from '../../data/index.js';
import type { DlgmConfig } from '../../runs/config.js';
import { families } from '../../runs/families.js';
import { configHash } from '../results.js';
import { type RowTask, runTasks } from '../rows.js';
import type { Study } from '../study.js';
import { type MnistMeasure, mnistProfiles } from './config.js';
import { mnistTraining } from './figures.js';
import { type MnistResult, mnistSchema, type ResultGroup, resultGroups } from './result.js';
import { type MnistRun, mnistRunSchema, nameOf, trainAndMeasure, wordsOf } from './run.js';

/** Deep latent Gaussian models with many flows on binarised MNIST, after Rezende & Mohamed 2015, section 6.2. */
export const mnist: Study<MnistResult, { digits: DigitSet }> = {
  name: 'mnist',
  summary: 'Train and measure DLGMs on binarised MNIST',
  profiles: ['quick', 'full'],
  schema: mnistSchema,
  words: (profile) => {
    const { configs, variants, weighted, paper } = mnistProfiles[profile];
    return [...configs, ...variants, ...weighted, ...paper].flatMap(wordsOf);
  },
  config: (profile) => mnistProfiles[profile],
  loadData: (profile, options) => loadStudyDigits(profile === 'full' ? 'mnist' : 'auto', options),
  async compute({ profile, data: { digits }, found, options }) {
    const { configs, variants, weighted, paper, measure } = mnistProfiles[profile];
    const published = found?.meta.data === digits.description ? found : undefined;
    const tasks = (group: readonly DlgmConfig[]) =>
      group.map((config) => taskOf(config, { digits, measure, published }));
    const groups = { rows: tasks(configs), variants: tasks(variants), weighted: tasks(weighted), paper: tasks(paper) };
    const { rows: runs, ...progress } = await runTasks('mnist', groups, options);
    const all = resultGroups.flatMap((name) => inOrder(runs[name]));
    const rowsOf = (name: ResultGroup) => inOrder(runs[name]).map(({ row }) => row);
    const body = {
      ...{ rows: rowsOf('rows'), variants: rowsOf('variants'), weighted: rowsOf('weighted'), paper: rowsOf('paper') },
      curves: all.map(({ curve }) => curve),
      scores: all.map(({ scores }) => scores),
    };
    return { body, ...progress };
  },
  lines: ({ rows }) =>
    rows.map(
      ({ config, bound, nll }) => `${nameOf(config)}: bound ${bound.toFixed(2)}, −ln p(x) ${nll.toFixed(2)} nats`,
    ),
  figures: [{ id: 'mnist-training', make: mnistTraining }],
};

/** The digits of a study, with what its result says of them. */
export async function loadStudyDigits(
  name: 'mnist' | 'synthetic' | 'auto',
  { onMessage }: { onMessage?(message: string): void },
) {
  const digits = await loadDigits({ data: name });
  onMessage?.(digits.standInReason ?? digits.description);
  return { digits, meta: { data: digits.description, synthetic: digits.synthetic } };
}

interface Circumstances {
  digits: DigitSet;
  measure: MnistMeasure;
  published: MnistResult | undefined;
}

function taskOf(config: DlgmConfig, { digits, measure, published }: Circumstances): RowTask<MnistRun> {
  return {
    key: { config, measure, data: digits.description },
    schema: mnistRunSchema,
    name: nameOf(config),
    words: wordsOf(config),
    steps: config.steps,
    published: published && publishedRun(config, measure, published),
    make: (hooks) => trainAndMeasure(config, digits, measure, hooks),
    progress: ({ bound, validLoss }) =>
      `bound ${bound!.toFixed(2)} nats${validLoss === undefined ? '' : `, validation ${validLoss.toFixed(2)}`}`,
    outcome: ({ row: { nll, bound } }) => `−ln p(x) ${nll.toFixed(2)}, bound ${bound.toFixed(2)} nats`,
  };
}

function publishedRun(config: DlgmConfig, measure: MnistMeasure, result: MnistResult): MnistRun | undefined {
  const wanted = configHash([config, measure]);
  const all = resultGroups.flatMap((name) => result[name]);
  const i = all.findIndex((row) => configHash([row.config, result.meta.config.measure]) === wanted);
  return i < 0 ? undefined : { row: all[i]!, curve: result.curves[i]!, scores: result.scores[i]! };
}

/** By family, in the order of `families`, then by K, then by seed. */
function inOrder(runs: readonly MnistRun[]): MnistRun[] {
  const names = Object.keys(families);
  return [...runs].sort(
    ({ row: a }, { row: b }) => names.indexOf(a.family) - names.indexOf(b.family) || a.K - b.K || a.seed - b.seed,
  );
}
