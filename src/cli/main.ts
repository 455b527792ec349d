#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { libraryVersion } from '../environment.js';
import { UserError } from '../errors.js';
import { dataCommand } from './data.js';
import { evaluateCommand } from './evaluate.js';
import { exportCommand } from './export.js';
import { resumeCommand } from './resume.js';
import { runsCommand } from './runs.js';
import { sampleCommand } from './sample.js';
import { studyCommand } from './study.js';
import { trainCommand } from './train.js';

const userMistake = 2;

function program(): Command {
  const vinf = new Command('vinf')
    .description('Variational inference with normalizing flows: train, evaluate and sample deep latent Gaussian models')
    .version(libraryVersion());
  for (const make of [
    dataCommand,
    trainCommand,
    resumeCommand,
    evaluateCommand,
    sampleCommand,
    exportCommand,
    studyCommand,
    runsCommand,
  ]) {
    vinf.addCommand(make());
  }
  plainErrors(vinf);
  return vinf;
}

/** Mistakes are thrown, and told in one line, in all commands and their subcommands. */
function plainErrors(command: Command): void {
  command.exitOverride().configureOutput({ outputError: (text, write) => write(`vinf: ${oneLine(text)}\n`) });
  for (const sub of command.commands) plainErrors(sub);
}

const oneLine = (text: string): string =>
  text
    .trim()
    .replace(/^error: /, '')
    .replaceAll('\n', ' ');

async function main(): Promise<number> {
  try {
    await program().parseAsync();
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : userMistake;
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`vinf: ${error.message}\n`);
    return userMistake;
  }
}

process.exitCode = await main();
