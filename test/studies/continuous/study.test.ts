import { describe, expect, it } from 'vitest';
import { continuousConfigs } from '../../../src/studies/continuous/config.js';
import { type ContinuousRow, continuousRowSchema } from '../../../src/studies/continuous/result.js';
import { runContinuous } from '../../../src/studies/continuous/run.js';
import { comparisonsOf } from '../../../src/studies/continuous/study.js';
import { onBackend } from '../../support/tensors.js';

onBackend('wasm');

const tiny = continuousConfigs('quick')
  .filter(({ data }) => data === 'twoMoons')
  .map((config) => ({ ...config, steps: 40, batch: 64, test: 200 }));

it.each(tiny.map((config) => [config.method, config] as const))(
  'a row of %s: scored below the truth',
  async (_, config) => {
    const row = await runContinuous(config);
    expect(continuousRowSchema.parse(row)).toEqual(row);
    expect(row.truth - row.logLikelihood).toBeGreaterThan(0.1);
    expect(row.truth - row.logLikelihood).toBeLessThan(3);
    if (config.method === 'spline-coupling') expect([row.fixed, row.evaluations]).toEqual([null, null]);
    else expect(Math.abs(row.fixed! - row.logLikelihood)).toBeLessThan(0.05);
  },
  60_000,
);

describe('comparisonsOf', () => {
  const row = (method: string, seed: number, logLikelihood: number) =>
    ({ data: 'rings', method, seed, logLikelihood, coreSeconds: 2 * seed }) as ContinuousRow;

  it('pairs seeds: what splines are ahead, and its standard error', () => {
    const rows = [row('spline-coupling', 1, -1), row('spline-coupling', 2, -2), row('likelihood', 1, -1.1)];
    const [own, other] = comparisonsOf([...rows, row('likelihood', 2, -2.3), row('likelihood', 3, -9)]);
    expect(own).toMatchObject({ method: 'spline-coupling', gap: 0, gapStdErr: 0, logLikelihood: -1.5, coreSeconds: 3 });
    expect(other!.gap).toBeCloseTo(0.2, 10);
    expect(other!.gapStdErr).toBeCloseTo(0.1, 10);
    expect(other!.logLikelihood).toBeCloseTo(-1.7, 10);
  });

  it('leaves out a method that no seed has beside splines', () => {
    expect(comparisonsOf([row('transport', 1, -1)])).toEqual([]);
  });
});
