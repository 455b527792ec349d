import { describe, expect, it } from 'vitest';
import { defaultTarget2d } from '../../../src/studies/targets2d/config.js';
import { klOverSeeds } from '../../../src/studies/targets2d/kl-over-seeds.js';
import { klTable } from '../../../src/studies/targets2d/kl-table.js';
import type { Target2dRow } from '../../../src/studies/targets2d/result.js';

describe('klOverSeeds', () => {
  const over = (...kls: (number | null)[]) => klOverSeeds(kls.map((kl) => ({ kl })));

  it('is best and median whatever the order', () => {
    expect(over(0.3, 0.1, 0.2)).toEqual({ runs: 3, best: 0.1, median: 0.2 });
    expect(over(4, 1, 2, 3)).toEqual({ runs: 4, best: 1, median: 2.5 });
  });

  it('counts a run that broke down as infinitely bad', () => {
    expect(over(null, 0.1)).toEqual({ runs: 2, best: 0.1, median: Number.POSITIVE_INFINITY });
  });

  it('has no number for no runs', () => {
    expect(over()).toEqual({ runs: 0, best: Number.NaN, median: Number.NaN });
  });
});

it('klTable: a row per flow and size, a column per target', () => {
  const run = (target: 'U1' | 'U2', family: string, params: number, kl: number): Target2dRow => ({
    ...{ target, family, K: 8, seed: 0, kl, klStdErr: 0, gridKl: null, gridMass: null, rightShare: 0.5 },
    ...{ steps: 1, seconds: 1, params, config: { ...defaultTarget2d, target, family, layers: 8, seed: 0 } },
  });
  const runs = [
    run('U1', 'iaf', 10, 0.2),
    run('U1', 'iaf', 20, 0.3),
    run('U2', 'iaf', 10, 1),
    run('U1', 'iaf', 10, 0.1),
  ];
  const flow = { flow: 'IAF', K: 8, U3: '–', U4: '–' };
  expect(klTable(runs)).toEqual([
    { ...flow, parameters: 10, U1: '0.100 / 0.150', U2: '1.000 / 1.000' },
    { ...flow, parameters: 20, U1: '0.300 / 0.300', U2: '–' },
  ]);
});
