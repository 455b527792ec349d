import { describe, expect, it } from 'vitest';
import { configHash, resultMeta } from '../../../src/studies/results.js';
import { defaultTarget2d, type Target2dConfig } from '../../../src/studies/targets2d/config.js';
import { runsOfResult } from '../../../src/studies/targets2d/known.js';
import type { Target2dResult } from '../../../src/studies/targets2d/result.js';

const configOf = (seed: number): Target2dConfig => ({
  ...defaultTarget2d,
  target: 'U1',
  family: 'planar',
  layers: 2,
  seed,
});

const name = { target: 'U1', family: 'planar', K: 2, params: 14 };
const rest = { klStdErr: 0.01, gridKl: null, gridMass: null, rightShare: 0.5, steps: 3000, seconds: 1 };
const rowOf = (seed: number, kl: number) => ({ ...name, ...rest, seed, kl, config: configOf(seed) });

function resultOf(): Target2dResult {
  const rows = [rowOf(0, 0.2), rowOf(1, 0.1)];
  const best = [{ ...name, seed: 1, density: 'packed', steps: [10], kl: [0.1] }];
  return { meta: resultMeta(null), targets: [], rows, best, collapse: [rowOf(2, 0.3)] };
}

describe('runsOfResult', () => {
  it('finds every row by its config, with density and curve where the result has them', () => {
    const known = runsOfResult(resultOf());
    expect([0, 1, 2].map((seed) => known.get(configHash(configOf(seed)))?.row.kl)).toEqual([0.2, 0.1, 0.3]);
    expect(known.get(configHash(configOf(1)))).toMatchObject({ density: 'packed', curve: { steps: [10], kl: [0.1] } });
    expect(known.get(configHash(configOf(0)))).toMatchObject({ density: null, curve: { steps: [], kl: [] } });
  });

  it('does not find a config that differs', () => {
    expect(runsOfResult(resultOf()).has(configHash({ ...configOf(0), steps: 4000 }))).toBe(false);
  });

  it('has none where there is no result', () => {
    expect(runsOfResult(undefined).size).toBe(0);
  });
});
