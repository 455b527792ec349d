import { Command } from 'commander';
import { type EngineName, engineNames } from '../engine/index.js';
import { allStudies, type Profile, runStudy, type Study } from '../studies/index.js';
import { missingText } from '../studies/results.js';
import { resultName } from '../studies/study.js';
import { exitCodes } from './exit-codes.js';
import { runJobs } from './jobs.js';
import { oneOf, wholeNumber } from './options.js';
import { outlined } from './outlines.js';
import { stopSignal } from './stop.js';
import { studyProgress } from './study-progress.js';

interface StudyFlags {
  profile?: Profile;
  engine: EngineName;
  only?: string[];
  jobs: number;
  again?: boolean;
}

/** `vinf study`: what the report measures, a command for each study, and one for all of them. */
export function studyCommand(): Command {
  const command = outlined('study');
  for (const study of allStudies) command.addCommand(commandOf(study));
  return command.addCommand(commandOfAll());
}

function commandOf(study: Study): Command {
  const { name, summary, profiles } = study;
  const files = profiles.map((profile) => `${resultName(study, profile)}.json`).join(' or ');
  const command = new Command(name).description(`${summary}; writes report/results/${files}`);
  if (profiles.length > 1) command.option('--profile <name>', profiles.join(', '), oneOf(profiles), profiles[0]);
  const words = (study.words?.(profiles[0]!) ?? []).slice(0, 3).join(' ');
  if (words) command.option('--only <words...>', `only rows to which all words apply, such as: ${words}`);
  return engineOption(command)
    .option('--jobs <count>', 'processes that work at the same time, with a share of the cores each', wholeNumber(1), 1)
    .option('--again', 'write a result anew that is there; rows that were trained stay')
    .action((flags: StudyFlags) => run(study, flags.profile ?? profiles[0]!, flags));
}

function commandOfAll(): Command {
  const command = new Command('all').description('Run all studies, one after the other');
  return engineOption(command)
    .option('--profile <name>', 'quick, full', oneOf<Profile>(['quick', 'full']), 'quick')
    .action(async ({ profile = 'quick', engine }: StudyFlags) => {
      for (const study of allStudies) {
        if (stopSignal().aborted) return;
        await run(study, study.profiles.includes(profile) ? profile : study.profiles[0]!, { engine, jobs: 1 });
      }
    });
}

const engineOption = (command: Command): Command =>
  command.option('--engine <name>', engineNames.join(', '), oneOf(engineNames), 'auto');

async function run(study: Study, profile: Profile, { engine, only = [], jobs, again }: StudyFlags): Promise<void> {
  const signal = stopSignal();
  if (jobs > 1) {
    const words = only.length > 0 ? ['--only', ...only] : [];
    const chosen = study.profiles.length > 1 ? ['--profile', profile] : [];
    await runJobs(jobs, ['study', study.name, ...chosen, '--engine', engine, ...words], signal);
  }
  const result = await runStudy(study, profile, { engine, only, again: again === true, signal, ...studyProgress() });
  for (const line of study.lines(result)) process.stdout.write(`${line}\n`);
  const { partial } = result.meta;
  const state = partial ? `partial, ${missingText(partial)}` : 'complete';
  process.stdout.write(`report/results/${resultName(study, profile)}.json: ${state}\n`);
  if (partial) process.exitCode = exitCodes.partial;
}
