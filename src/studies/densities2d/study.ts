import { type RowTask, runTasks } from '../rows.js';
import type { Study } from '../study.js';
import { type Density2dConfig, density2dConfigs } from './config.js';
import { densityCurves, densityGallery } from './figures.js';
import { type Density2dBest, type Density2dMixture, type Density2dResult, density2dSchema } from './result.js';
import { compared, type Density2dRun, density2dRunSchema, densityHalfWidth, planePoints, runDensity2d } from './run.js';

const wordsOf = ({ data, family, layers, seed }: Density2dConfig) => [data, family, `K${layers}`, `seed${seed}`];

/**
 * Flows trained on 2-D sample sets by maximum likelihood, beside a Gaussian and kernel density estimates on held-out
 * points.
 */
export const densities2d: Study<Density2dResult> = {
  name: 'densities2d',
  summary: 'Fit flows to 2-D sample sets',
  profiles: ['quick', 'full'],
  schema: density2dSchema,
  words: (profile) => density2dConfigs(profile).flatMap(wordsOf),
  config: density2dConfigs,
  async compute({ profile, options }) {
    const { rows, ...progress } = await runTasks(
      'densities2d',
      { runs: density2dConfigs(profile).map(taskOf) },
      options,
    );
    const { runs } = rows;
    return { body: { rows: runs.map(({ row }) => row), mixtures: mixturesOf(runs), best: bestOf(runs) }, ...progress };
  },
  lines: () => [],
  figures: [
    { id: 'densities2d', make: (result) => densityGallery(result) },
    { id: 'densities2d-training', make: densityCurves },
  ],
};

function taskOf(config: Density2dConfig): RowTask<Density2dRun> {
  const { data, family, layers, seed, steps } = config;
  return {
    key: config,
    schema: density2dRunSchema,
    name: `${data}, ${family} K=${layers}, seed ${seed}`,
    words: wordsOf(config),
    steps,
    make: (hooks) => runDensity2d(config, hooks),
    progress: ({ loss }) => `−ln q ${loss!.toFixed(3)} nats`,
    outcome: ({ row: { logLikelihood, truth, gaussian, kde } }) =>
      `ln q ${logLikelihood.toFixed(3)}, truth ${truth.toFixed(3)}, Gaussian ${gaussian.toFixed(3)}, KDE ${kde.toFixed(3)} nats`,
  };
}

/** Training points in the gallery. */
const shownPoints = 600;

function mixturesOf(runs: readonly Density2dRun[]): Density2dMixture[] {
  return [...new Set(runs.map(({ row }) => row.data))].map((data) => {
    const own = runs.filter(({ row }) => row.data === data);
    const flow = own[0]!.logs.flow.map((_, i) => logMeanExp(own.map(({ logs }) => logs.flow[i]!)));
    return { data, flows: own.length, ...compared({ ...own[0]!.logs, flow }) };
  });
}

function logMeanExp(values: readonly number[]): number {
  const top = Math.max(...values);
  return top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0) / values.length);
}

/** The run with the highest held-out log-likelihood of each data set. */
function bestOf(runs: readonly Density2dRun[]): Density2dBest[] {
  const best = new Map<string, Density2dRun>();
  for (const run of runs) {
    const known = best.get(run.row.data);
    if (!known || run.row.logLikelihood > known.row.logLikelihood) best.set(run.row.data, run);
  }
  return [...best.values()].map(({ row: { data, family, K, seed, config }, curve, density }) => ({
    ...{ data, family, K, seed, halfWidth: densityHalfWidth, density },
    points: Array.from(planePoints(config, 'train').subarray(0, 2 * shownPoints), (x) => Number(x.toFixed(2))),
    ...curve,
  }));
}
