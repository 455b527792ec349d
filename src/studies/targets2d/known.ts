import { configHash } from '../results.js';
import type { Target2dResult } from './result.js';
import type { Target2dRun } from './run.js';

/**
 * The runs behind the rows of a result file, by the hash of their configs, so that rows that another machine has made
 * need not be made again. The best run of a cell comes with its density and curve; of the others a result has numbers only.
 */
export function runsOfResult(result: Target2dResult | undefined): Map<string, Target2dRun> {
  if (!result) return new Map();
  const pictured = new Map(result.best.map((best) => [runName(best), best]));
  return new Map(
    [...result.rows, ...result.collapse].map((row) => {
      const { density = null, steps = [], kl = [] } = pictured.get(runName(row)) ?? {};
      return [configHash(row.config), { row, density, curve: { steps, kl } }];
    }),
  );
}

type Named = Pick<Target2dRun['row'], 'target' | 'family' | 'K' | 'params' | 'seed'>;

const runName = ({ target, family, K, params, seed }: Named) => [target, family, K, params, seed].join(' ');
