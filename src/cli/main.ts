#!/usr/bin/env node
import { type Argument, Command } from 'commander';
import { libraryVersion } from '../environment.js';
import { complain, oneLine } from './complain.js';
import { exitCodes, exitCodesHelp } from './exit-codes.js';
import { type CommandName, commandNames, outlined } from './outlines.js';
import { stopCode } from './stop.js';

/** The commands, each with the part of the library that it needs. */
const commands: Readonly<Record<CommandName, () => Promise<Command>>> = {
  data: async () => (await import('./data.js')).dataCommand(),
  train: async () => (await import('./train.js')).trainCommand(),
  resume: async () => (await import('./resume.js')).resumeCommand(),
  evaluate: async () => (await import('./evaluate.js')).evaluateCommand(),
  sample: async () => (await import('./sample.js')).sampleCommand(),
  export: async () => (await import('./export.js')).exportCommand(),
  study: async () => (await import('./study.js')).studyCommand(),
  runs: async () => (await import('./runs.js')).runsCommand(),
  fit: async () => (await import('./fit.js')).fitCommand(),
  score: async () => (await import('./score.js')).scoreCommand(),
  draw: async () => (await import('./draw.js')).drawCommand(),
};

/** With whole commands where they are named, in `words`, and the outlines of the others. */
async function program(words: readonly string[]): Promise<Command> {
  const vinf = new Command('vinf')
    .description(
      'Variational inference with normalizing flows: deep latent Gaussian models of digits, and densities of tables',
    )
    .version(libraryVersion())
    .configureHelp({ subcommandTerm: term })
    .addHelpText('after', exitCodesHelp);
  for (const name of commandNames) vinf.addCommand(words.includes(name) ? await commands[name]() : outlined(name));
  plainErrors(vinf);
  return vinf;
}

/** A command and its arguments; all have options. */
const term = (command: Command): string => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' ');

const argumentTerm = (argument: Argument): string =>
  argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;

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
    await (await program(process.argv.slice(2))).parseAsync();
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
