import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { labArguments } from '../../tools/setup/jupyter.mjs';
import { folderWith, project } from '../support/folders.js';
import { runNode } from '../support/processes.js';

const jupyter = `#!${process.execPath}
const { writeFileSync } = require('node:fs');
const { argv, env } = process;
const log = { args: argv.slice(2), JUPYTER_PATH: env.JUPYTER_PATH, PATH: env.PATH };
if (argv[2] !== '--version') writeFileSync(__dirname + '/log.json', JSON.stringify(log));
process.exitCode = argv[2] === '--version' ? 0 : 5;
`;

test('npm run lab without Jupyter: one line, exit code 2', async () => {
  const { code, stdout, stderr } = await runNode(['tools/lab.mjs'], { PATH: folderWith() });
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^JupyterLab is not installed; get it with `python3 -m pip install jupyterlab` [^\n]*\n$/);
});

test('npm run lab opens the notebooks on this machine only, with the kernel ready', async () => {
  const bin = folderWith({ 'jupyter-lab': jupyter });
  chmodSync(join(bin, 'jupyter-lab'), 0o755);
  const env = { PATH: [bin, process.env.PATH].join(delimiter), JUPYTER_PATH: '/elsewhere', VINF_BROWSER: 'none' };
  const { code } = await runNode(['tools/lab.mjs', '--no-browser'], env);
  expect(code).toBe(5);
  const log = JSON.parse(readFileSync(join(bin, 'log.json'), 'utf8'));
  expect(log.args).toEqual([...labArguments(project, process.getuid?.() === 0), '--no-browser']);
  const [kernels, elsewhere] = log.JUPYTER_PATH.split(delimiter);
  expect(elsewhere).toBe('/elsewhere');
  expect(JSON.parse(readFileSync(join(kernels, 'kernels', 'tslab', 'kernel.json'), 'utf8')).argv[0]).toBe(
    process.execPath,
  );
  expect(log.PATH.split(delimiter)[0]).toBe(join(project, 'node_modules', '.bin'));
});

test('labArguments: localhost, and root only where it is needed', () => {
  expect(labArguments('/vinf', false)).toEqual(['--ip=127.0.0.1', join('/vinf', 'notebooks')]);
  expect(labArguments('/vinf', true)).toContain('--allow-root');
});
