import { meanEstimate } from '../../objectives/index.js';
import { type RowTask, runTasks } from '../rows.js';
import type { Study } from '../study.js';
import { type ContinuousConfig, continuousConfigs, continuousMethods } from './config.js';
import {
  type ContinuousComparison,
  type ContinuousResult,
  type ContinuousRow,
  continuousRowSchema,
  continuousSchema,
} from './result.js';
import { runContinuous } from './run.js';

const wordsOf = ({ data, method, seed }: ContinuousConfig) => [data, method, `seed${seed}`];

/** Continuous flows beside spline couplings on the 2-D sample sets, in equal seconds of one core; half an hour of it. */
export const continuousFlows: Study<ContinuousResult> = {
  name: 'continuous',
  summary: 'Continuous flows and flow matching beside spline couplings',
  profiles: ['quick', 'full'],
  schema: continuousSchema,
  words: (profile) => continuousConfigs(profile).flatMap(wordsOf),
  config: continuousConfigs,
  async compute({ profile, options }) {
    const { rows, ...progress } = await runTasks(
      'continuous',
      { runs: continuousConfigs(profile).map(taskOf) },
      options,
    );
    return { body: { rows: rows.runs, comparisons: comparisonsOf(rows.runs) }, ...progress };
  },
  lines: ({ comparisons }) =>
    comparisons.map(({ data, method, logLikelihood, gap, gapStdErr, coreSeconds }) => {
      const behind = `behind splines ${gap.toFixed(3)} ± ${gapStdErr.toFixed(3)}`;
      return `${data}, ${method}: ln q ${logLikelihood.toFixed(3)}, ${behind}, ${coreSeconds.toFixed(1)} s`;
    }),
  figures: [],
};

function taskOf(config: ContinuousConfig): RowTask<ContinuousRow> {
  const { data, method, seed, steps } = config;
  return {
    ...{
      key: config,
      schema: continuousRowSchema,
      name: `${data}, ${method}, seed ${seed}`,
      words: wordsOf(config),
      steps,
    },
    make: (hooks) => runContinuous(config, hooks),
    progress: ({ loss }) => `loss ${loss!.toFixed(3)}`,
    outcome: ({ logLikelihood, truth, coreSeconds }) =>
      `ln q ${logLikelihood.toFixed(3)}, truth ${truth.toFixed(3)} nats, ${coreSeconds.toFixed(1)} s of a core`,
  };
}

/** Each method on each data set, over the seeds that splines have too. */
export function comparisonsOf(rows: readonly ContinuousRow[]): ContinuousComparison[] {
  return [...new Set(rows.map(({ data }) => data))].flatMap((data) =>
    continuousMethods.flatMap((method) => {
      const of = (name: string) => rows.filter((row) => row.data === data && row.method === name);
      const pairs = of(method).flatMap((row) =>
        of('spline-coupling').flatMap((other) => (other.seed === row.seed ? [{ row, other }] : [])),
      );
      if (pairs.length === 0) return [];
      const mean = (values: number[]) => meanEstimate(values).mean;
      const gaps = meanEstimate(pairs.map(({ row, other }) => other.logLikelihood - row.logLikelihood));
      const logLikelihood = mean(pairs.map(({ row }) => row.logLikelihood));
      const coreSeconds = mean(pairs.map(({ row }) => row.coreSeconds));
      return [
        { data, method, logLikelihood, coreSeconds, gap: gaps.mean, gapStdErr: pairs.length > 1 ? gaps.stdErr : 0 },
      ];
    }),
  );
}
