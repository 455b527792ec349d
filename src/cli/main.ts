#!/usr/bin/env node
import { Command } from 'commander';
import { libraryVersion } from '../environment.js';
import { complain, oneLine } from './complain.js';
import { dataCommand } from './data.js';
import { drawCommand } from './draw.js';
import { evaluateCommand } from './evaluate.js';
import { exitCodes, exitCodesHelp } from './exit-codes.js';
import { exportCommand } from './export.js';
import { fitCommand } from './fit.js';
import { resumeCommand } from './resume.js';
import { runsCommand } from './runs.js';
import { sampleCommand } from './sample.js';
import { scoreCommand } from './score.js';
import { stopCode } from './stop.js';
import { studyCommand } from './study.js';
import { trainCommand } from './train.js';

function program(): Command {
  const vinf = new Command('vinf')
    .description(
      'Variational inference with normalizing flows: deep latent Gaussian models of digits, and densities of tables',
    )
    .version(libraryVersion())
    .addHelpText('after', exitCodesHelp);
  for (const make of [
    dataCommand,
    trainCommand,
    resumeCommand,
    evaluateCommand,
    sampleCommand,
    exportCommand,
    studyCommand,
    runsCommand,
    fitCommand,
    scoreCommand,
    drawCommand,
  ]) {
    vinf.addCommand(make());
  }
  plainErrors(vinf);
  return vinf;
}

/** Mistakes are thrown, and told in one line, in all commands and their subcommands. */
function plainErrors(command: Command): void {
  const outputError = (text: string, write: (text: string) => void) =>
    write(`vinf: ${oneLine(text)} (see ${pathOf(command)} --help)\n`);
  command.exitOverride().configureOutput({ outputError });
  for (const sub of command.commands) plainErrors(sub);
}

const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

/** What a command ends with; a study that is without some rows has set its exit code. */
async function main(): Promise<number> {
  try {
    await program().parseAsync();
    return stopCode() ?? Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    const code = complain(error);
    return stopCode() ?? code;
  }
}

/** A reader that has seen enough, such as `head`, closes its end: that is no error. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.on('uncaughtException', (error) => process.exit(complain(error)));
process.exitCode = await main();
