import { configHash, isIntact } from '../results.js';
import type { Target2dRun } from './run.js';
import type { Target2dResult } from './study.js';

/**
 * The runs behind the rows of a result file, by the hash of their configs, so that rows that another machine has made
 * need not be made again. The best run of a cell comes with its density and curve; of the others a result has numbers only.
 * A file that is not as it was written counts for nothing.
 */
export function runsOfResult(result: Target2dResult | undefined): Map<string, Target2dRun> {
  if (!result || !isIntact(result)) return new Map();
  const kept = new Map(result.best.map((best) => [runName(best), best]));
  return new Map(
    [...result.rows, ...result.collapse].map((row) => {
      const { density = null, steps = [], kl = [] } = kept.get(runName(row)) ?? {};
      return [configHash(row.config), { row, density, curve: { steps, kl } }];
    }),
  );
}

type Named = Pick<Target2dRun['row'], 'target' | 'family' | 'K' | 'params' | 'seed'>;

const runName = ({ target, family, K, params, seed }: Named) => [target, family, K, params, seed].join(' ');
