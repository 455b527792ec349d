import { energyNames } from '../../densities/index.js';
import { methodStyle } from '../../plots/methods.js';
import { klOverSeeds } from './kl-over-seeds.js';
import type { Target2dRow } from './result.js';

/**
 * Runs of the study of 2-D targets as a table to show: a row per flow, K and number of parameters in the order in which
 * they first appear, a column per target with `best / median` KL over seeds, nats, or `–` where nothing was trained.
 */
export function klTable(runs: readonly Target2dRow[]): Record<string, string | number>[] {
  const cells = new Map<string, Target2dRow[]>();
  for (const run of runs) {
    const key = [run.family, run.K, run.params].join(' ');
    cells.set(key, [...(cells.get(key) ?? []), run]);
  }
  return [...cells.values()].map((cell) => {
    const { family, K, params } = cell[0]!;
    const kls = energyNames.map((name) => [name, bestAndMedian(cell.filter(({ target }) => target === name))]);
    return { flow: methodStyle(family).label, K, parameters: params, ...Object.fromEntries(kls) };
  });
}

function bestAndMedian(seeds: readonly Target2dRow[]): string {
  const { runs, best, median } = klOverSeeds(seeds);
  return runs === 0 ? '–' : `${best.toFixed(3)} / ${median.toFixed(3)}`;
}
