import { UserError } from '../errors.js';
import { type Density2dResult, density2dResultName } from './densities2d/study.js';
import { readResult } from './results.js';
import { target2dConfigs } from './targets2d/config.js';
import { paperFlows } from './targets2d/figures.js';
import { type Target2dResult, target2dResultName } from './targets2d/study.js';

/**
 * The study of 2-D targets to show: the full profile once it has a run of each flow of the 2015 paper on each target at
 * each K, until then the quick one.
 * @throws UserError if that is not there
 */
export async function readTarget2dStudy(folder?: string): Promise<Target2dResult> {
  const full = await readResult<Target2dResult>(target2dResultName('full'), folder);
  if (full && coversPaper(full)) return full;
  return (await readResult<Target2dResult>(target2dResultName('quick'), folder)) ?? none('targets2d');
}

/**
 * The study of densities learned from samples to show: the full profile, or the quick one until there is a full one.
 * @throws UserError if neither is there
 */
export async function readDensity2dStudy(folder?: string): Promise<Density2dResult> {
  const full = await readResult<Density2dResult>(density2dResultName('full'), folder);
  return full ?? (await readResult<Density2dResult>(density2dResultName('quick'), folder)) ?? none('densities2d');
}

function coversPaper({ rows }: Target2dResult): boolean {
  const trained = new Set(rows.map(({ target, family, K }) => `${target} ${family} ${K}`));
  return target2dConfigs('full')
    .filter(({ family }) => paperFlows.includes(family))
    .every(({ target, family, layers }) => trained.has(`${target} ${family} ${layers}`));
}

function none(study: string): never {
  throw new UserError(`Run \`npx vinf study ${study} --profile quick\` first: there are no results of it yet`);
}
