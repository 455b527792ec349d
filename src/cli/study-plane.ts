import { Command } from 'commander';
import { type EngineName, engineNames } from '../engine/index.js';
import { density2dConfigs } from '../studies/densities2d/config.js';
import { density2dResultName, density2dStudy } from '../studies/densities2d/study.js';
import {
  collapseConfigs,
  type PlaneProfileName,
  planeProfileNames,
  target2dConfigs,
} from '../studies/targets2d/config.js';
import { target2dResultName, target2dStudy } from '../studies/targets2d/study.js';
import { oneOf, onlyThose } from './options.js';
import { studyProgress } from './progress.js';

interface PlaneOptions {
  profile: PlaneProfileName;
  engine: EngineName;
  only: string[];
}

/** `vinf study targets2d`: flows on the energies U1–U4. */
export function targets2dCommand(): Command {
  return planeOptions(new Command('targets2d'))
    .description(
      'Train and measure flows on the 2-D targets U1–U4; writes report/results/targets2d.json or -quick.json',
    )
    .action(async ({ profile, engine, only }: PlaneOptions) => {
      const configs = [...target2dConfigs(profile), ...collapseConfigs(profile)];
      const { rows, meta } = await target2dStudy(profile, {
        engine,
        only: onlyThose(only, configs, ({ target, ...config }) => [target, ...wordsOf(config)]),
        ...studyProgress(planeNote),
      });
      report(target2dResultName(profile), rows.length, meta.partial);
    });
}

/** `vinf study densities2d`: flows on 2-D sample sets. */
export function densities2dCommand(): Command {
  return planeOptions(new Command('densities2d'))
    .description('Fit flows to 2-D sample sets; writes report/results/densities2d.json or -quick.json')
    .action(async ({ profile, engine, only }: PlaneOptions) => {
      const { rows, meta } = await density2dStudy(profile, {
        engine,
        only: onlyThose(only, density2dConfigs(profile), ({ data, ...config }) => [data, ...wordsOf(config)]),
        ...studyProgress(planeNote),
      });
      report(density2dResultName(profile), rows.length, meta.partial);
    });
}

const wordsOf = ({ family, layers, seed }: { family: string; layers: number; seed: number }): string[] => [
  family,
  `K${layers}`,
  `seed${seed}`,
];

function planeOptions(command: Command): Command {
  return command
    .option('--profile <name>', planeProfileNames.join(', '), oneOf(planeProfileNames), 'quick')
    .option('--engine <name>', engineNames.join(', '), oneOf(engineNames), 'auto')
    .option('--only <words...>', 'only rows to which all words apply, such as: U1 planar K8 seed0', []);
}

function report(name: string, rows: number, partial: string | undefined): void {
  process.stdout.write(`report/results/${name}.json: ${rows} rows${partial ? `, partial (${partial})` : ''}\n`);
}

const planeNote = ({ bound, loss }: Record<string, number>): string =>
  `${bound === undefined ? '−ln q' : 'F'} ${(bound ?? loss)!.toFixed(3)} nats`;
