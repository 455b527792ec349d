import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { npm } from './command.mjs';
import { projectFolder } from './folder.mjs';
import { setUp } from './set-up.mjs';

/** The main job: one npm script after the other. One that fails does not keep the next from doing what it can. */
const steps = [
  { title: 'Experiments (quick profile)', script: 'experiments' },
  { title: 'Notebooks', script: 'notebooks:changed' },
  { title: 'Figures', script: 'figures' },
  { title: 'Report', script: 'report' },
];

const products = [
  { folder: 'notebooks', ending: '.ipynb', what: 'executed notebook' },
  { folder: 'figures', ending: '.svg', what: 'figure' },
  { folder: 'report', ending: '.html', what: 'report, to be read in a browser' },
  { folder: 'report', ending: '.pdf', what: 'report, to be printed' },
];

const usage = `Usage: npm start -- [--no-browser] [--help]

Sets up what is not there yet, then runs the quick experiments, executes the notebooks, draws the figures and
writes the report.

  --no-browser  do without pictures and PDF, as VINF_BROWSER=none does: figures stay Plotly JSON, the report stays HTML

Exit code: 0 all worked, 1 a step failed, 2 an option cannot be used.`;

/**
 * @param {string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function mainJob(args) {
  const start = Date.now();
  const options = read(args);
  if (typeof options === 'string') {
    console.error(options);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  if (options['no-browser']) process.env.VINF_BROWSER = 'none';
  if (!(await setUp())) return 1;
  process.env.VINF_SET_UP = 'done';
  const failed = await runSteps(projectFolder);
  console.log(summary(projectFolder, failed, Math.round((Date.now() - start) / 1000)));
  return failed.length === 0 ? 0 : 1;
}

/**
 * @param {string[]} args
 * @returns {{ help?: boolean, 'no-browser'?: boolean } | string} the options, or what is wrong with them
 */
function read(args) {
  try {
    return parseArgs({ args, options: { help: { type: 'boolean' }, 'no-browser': { type: 'boolean' } } }).values;
  } catch (error) {
    return `${error instanceof Error ? error.message : error} (see npm start -- --help)`;
  }
}

/**
 * @param {string} folder the project's folder
 * @param {readonly { title: string, script: string }[]} job npm scripts
 * @returns {Promise<string[]>} one sentence for each step that failed
 */
export async function runSteps(folder, job = steps) {
  const failed = [];
  for (const { title, script } of job) {
    console.log(`\n${title}`);
    const code = await run([...npm(), 'run', '--silent', script], folder);
    if (code !== 0) failed.push(`${title} failed with exit code ${code}; why stands above. Again: npm run ${script}`);
  }
  return failed;
}

/**
 * @param {readonly string[]} command
 * @param {string} cwd
 * @returns {Promise<number>} the exit code
 */
function run([program = '', ...args], cwd) {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/**
 * What is there now, what failed, and where to look next.
 * @param {string} folder the project's folder
 * @param {readonly string[]} failed
 * @param {number} seconds
 */
export function summary(folder, failed, seconds) {
  const made = products.flatMap((product) => {
    const path = join(folder, product.folder);
    const names = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(product.ending)) : [];
    if (names.length === 0) return [];
    const plural = names.length > 1;
    const place = `${product.folder}/${plural ? `*${product.ending}` : names[0]}`;
    return `  ${place.padEnd(28)} ${plural ? `${names.length} ${product.what}s` : product.what}`;
  });
  const report = existsSync(join(folder, 'report', 'report.html')) ? 'open report/report.html, ' : '';
  const next = `Next: ${report}step through the notebooks with \`npm run lab\`, or read README.md.`;
  return [
    '',
    `${failed.length ? 'Finished with failures' : 'Finished'} after ${seconds} s:`,
    ...made,
    ...failed,
    next,
  ].join('\n');
}
