/** `tsx tools/notebook/run.ts NOTEBOOK… [options]`: runs notebooks in place. An entry point. */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { expected, UserError, unknownName } from '../../src/errors.js';
import { CellError } from './cell-error.js';
import { isExecuted, rememberExecuted } from './executed.js';
import { takeParameters } from './parameters.js';
import { type CellProgress, runNotebook } from './run-notebook.js';

const usage = `Usage: tsx tools/notebook/run.ts NOTEBOOK… [-p NAME VALUE]… [--timeout SECONDS] [--check] [--changed]

Runs every cell of the notebooks, each from its folder on a new tslab kernel, and writes the outputs into them.

  -p NAME VALUE      another value, as JSON or text, for what the cell tagged "parameters" declares; see papermill
  --timeout SECONDS  how long one cell may take (default 600)
  --check            write nothing; exit with 1 when the outputs in a file are not those of this run
  --changed          leave alone what was executed here by this build of the library and has not changed since

Exit code: 0 all ran, 1 a cell failed or took too long, 2 a file or an option cannot be used.`;

const flags = {
  timeout: { type: 'string', default: '600' },
  check: { type: 'boolean', default: false },
  changed: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

async function main(argv: string[]): Promise<number> {
  const { parameters, rest: args } = takeParameters(argv);
  const { values, positionals, tokens } = parseArgs({
    args,
    options: flags,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'option' && !(token.name in flags))
      throw new UserError(unknownName('option', token.rawName, names));
  }
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (positionals.length === 0) throw new UserError('Expected the path of a notebook, got none (see --help)');
  const timeout = Number(values.timeout);
  if (!(timeout > 0))
    throw new UserError(expected('--timeout', 'be a number of seconds above 0', String(values.timeout)));
  let stale = 0;
  for (const path of positionals) {
    if (values.changed && parameters.size === 0 && existsSync(path) && isExecuted(path)) {
      console.log(`${path}: executed before, nothing has changed since`);
      continue;
    }
    const { cells, changed } = await runNotebook(path, {
      timeout,
      write: !values.check,
      parameters,
      onProgress: print,
    });
    console.log(`${path}: ${cells} cells, ${outcome(changed, values.check === true)}`);
    if (!values.check) rememberExecuted(path);
    if (changed) stale++;
  }
  return values.check && stale > 0 ? 1 : 0;
}

const names = ['-p', ...Object.keys(flags).map((flag) => `--${flag}`)];

function outcome(changed: boolean, check: boolean): string {
  if (!changed) return 'outputs unchanged';
  return check ? 'outputs differ from those in the file' : 'outputs written';
}

function print({ number, total, source, seconds }: CellProgress): void {
  const line = (time: string) => `[${number}/${total}] ${time} ${source.trim().split('\n')[0]!.slice(0, 100)}`;
  if (seconds !== undefined) console.log(line(`${seconds.toFixed(1)} s`));
  else if (process.stdout.isTTY) process.stdout.write(`${line('… s')}\r`);
}

/** Ending in an orderly way on these lets the kernel be ended too. */
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.once(signal, () => process.exit(code));
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    const known = error instanceof UserError || error instanceof CellError;
    console.error(known ? error.message : error);
    process.exit(error instanceof UserError ? 2 : 1);
  },
);
