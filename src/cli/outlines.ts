import { Command } from 'commander';
import { dataFolder } from '../files/index.js';

/** What `vinf --help` says of a command. */
interface Outline {
  does: string;
  /** Arguments by name, such as `<run>`, with what they are. */
  takes?: Readonly<Record<string, string>>;
}

const outlines = {
  data: {
    does: `Fetch and check the digits; downloads are kept in the data folder (VINF_HOME), now ${dataFolder()}`,
  },
  train: {
    does: 'Train a deep latent Gaussian model on binarised digits, or images of your own; Ctrl-C keeps a checkpoint',
  },
  resume: {
    does: 'Go on with a run from its last checkpoint',
    takes: { '<run>': 'name or folder of the run' },
  },
  evaluate: {
    does: 'Estimate the bound and −ln p(x) of a run on test images',
    takes: { '<run>': 'name or folder of the run' },
  },
  sample: {
    does: 'Draw images from a trained model and write them as a PNG sheet',
    takes: { '<run>': 'name or folder of the run' },
  },
  export: {
    does: 'Write a part of a trained model as a standard ONNX file, checked by running it, or all its weights',
    takes: { '<run>': 'name or folder of the run' },
  },
  study: {
    does: 'Run a study of the report',
  },
  runs: {
    does: 'List the runs of the data folder',
  },
  fit: {
    does: 'Fit a flow to the rows of a CSV and keep the density in a file; Ctrl-C keeps the best so far',
    takes: { '<csv>': 'rows of numbers, with or without a line of names; - is stdin' },
  },
  score: {
    does: 'Log-density of each row of a CSV under a density of `vinf fit`, in nats, as a CSV; their mean on stderr',
    takes: {
      '<density>': 'file of the density',
      '<csv>': 'rows with the columns of the density, by name, in any order beside any others; - is stdin',
    },
  },
  draw: {
    does: 'Draw rows from a density of `vinf fit`, as a CSV',
    takes: { '<density>': 'file of the density' },
  },
} as const satisfies Record<string, Outline>;

export type CommandName = keyof typeof outlines;

/** In the order of `vinf --help`. */
export const commandNames = Object.keys(outlines) as CommandName[];

/** A command without its options and what it does: these know the library, which takes a second to load. */
export function outlined(name: CommandName): Command {
  const { does, takes = {} }: Outline = outlines[name];
  const command = new Command(name).description(does);
  for (const [argument, help] of Object.entries(takes)) command.argument(argument, help);
  return command;
}
