import { energy, energyNames } from '../../densities/index.js';
import { packDensity } from '../packed-grid.js';
import { configHash, type Profile } from '../results.js';
import { type RowTask, runTasks } from '../rows.js';
import type { Study } from '../study.js';
import { collapseConfigs, type Target2dConfig, target2dConfigs } from './config.js';
import { klBudget, klCurves, klTrend, targetsFigure } from './figures.js';
import { runsOfResult } from './known.js';
import { type Target2dBest, type Target2dResult, type Target2dTruth, target2dSchema } from './result.js';
import { runTarget2d, type Target2dRun, target2dRunSchema } from './run.js';

const configsOf = (profile: Profile) => [...target2dConfigs(profile), ...collapseConfigs(profile)];

const wordsOf = ({ target, family, layers, seed }: Target2dConfig) => [target, family, `K${layers}`, `seed${seed}`];

/** Flows trained and measured on U1–U4. Source: Rezende & Mohamed 2015, section 6.1. */
export const targets2d: Study<Target2dResult> = {
  name: 'targets2d',
  summary: 'Train and measure flows on the 2-D targets U1–U4',
  profiles: ['quick', 'full'],
  schema: target2dSchema,
  words: (profile) => configsOf(profile).flatMap(wordsOf),
  config: configsOf,
  async compute({ profile, found, options }) {
    const published = runsOfResult(found);
    const task = (config: Target2dConfig) => taskOf(config, published.get(configHash(config)));
    const groups = { runs: target2dConfigs(profile).map(task), collapse: collapseConfigs(profile).map(task) };
    const { rows, ...progress } = await runTasks('targets2d', groups, options);
    const body = {
      targets: truths(configsOf(profile)),
      rows: rows.runs.map(({ row }) => row),
      best: bestOf(rows.runs),
      collapse: rows.collapse.map(({ row }) => row),
    };
    return { body, ...progress };
  },
  lines: () => [],
  figures: [
    { id: 'targets2d', make: (result) => targetsFigure(result) },
    { id: 'targets2d-kl', make: klTrend },
    { id: 'targets2d-budget', make: klBudget },
    { id: 'targets2d-training', make: klCurves },
  ],
};

function taskOf(config: Target2dConfig, published: Target2dRun | undefined): RowTask<Target2dRun> {
  const { target, family, layers, seed, steps } = config;
  return {
    key: config,
    schema: target2dRunSchema,
    name: `${target}, ${family} K=${layers}, seed ${seed}`,
    words: wordsOf(config),
    steps,
    published,
    make: (hooks) => runTarget2d(config, hooks),
    progress: ({ bound }) => `F ${bound!.toFixed(3)} nats`,
    outcome: ({ row: { kl, seconds } }) => `KL ${kl?.toFixed(4) ?? 'not finite'} nats, ${seconds.toFixed(1)} s`,
  };
}

function truths(configs: readonly Target2dConfig[]): Target2dTruth[] {
  return energyNames.flatMap((target) => {
    const config = configs.find((one) => one.target === target);
    if (!config) return [];
    const { halfWidth, penalty } = config;
    const p = energy(target, { halfWidth, penalty });
    const logZ = p.logZ();
    const density = packDensity({ logProb: (x) => p.logDensity(x).sub(logZ) }, halfWidth);
    return [{ target, halfWidth, penalty, logZ, density }];
  });
}

/** The run with the least KL of each cell. */
function bestOf(runs: readonly Target2dRun[]): Target2dBest[] {
  const best = new Map<string, Target2dRun>();
  const klOf = (run: Target2dRun) => run.row.kl ?? Number.POSITIVE_INFINITY;
  for (const run of runs) {
    const { target, family, K, params } = run.row;
    const key = `${target} ${family} ${K} ${params}`;
    const known = best.get(key);
    if (!known || klOf(run) < klOf(known)) best.set(key, run);
  }
  return [...best.values()].map(({ row: { target, family, K, params, seed }, curve, density }) => ({
    ...{ target, family, K, params, seed, density },
    ...curve,
  }));
}
