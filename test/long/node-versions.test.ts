import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { npm } from '../../tools/setup/command.mjs';
import { unsupportedNode } from '../../tools/setup/node-version.mjs';
import { readJson, writeCells } from '../notebook/notebooks.js';
import { project, sharedFolder } from '../support/folders.js';
import { finished, type Outcome } from '../support/processes.js';

const installed = sharedFolder();
const folder = sharedFolder(project); // Where code finds the library by its name.

/**
 * The Node.js of a version, from npm's registry.
 * @returns its path, and why it cannot be had where nothing is there
 */
async function nodeOf(version: string): Promise<{ path: string; reason: string }> {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const cwd = join(installed, version);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'package.json'), '{}');
  const [program = '', ...args] = npm();
  const child = spawn(program, [...args, 'install', '--loglevel=error', `${name}@${version}`], { cwd });
  const { stderr } = await finished(child);
  const path = join(cwd, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return { path, reason: `${name}@${version} cannot be had: ${stderr.trim().split('\n')[0]}` };
}

/** The same fit by each engine. After 200 updates their rounding shows in the sixth decimal. */
const fit = `
import { adam, energy, estimateKl, noise, planar, reverseKlProblem, train, useBackend } from 'vinf';
await useBackend('wasm');
const target = energy('U1');
const feed = (t) => ({ noise: noise(0, 'draws', t).normal(128), beta: Float32Array.of(1) });
for (const engine of ['compiled', 'generated', 'eager']) {
  const problem = reverseKlProblem(target, { flow: planar(2, { layers: 4 }), batchSize: 64 });
  const { weights } = await train(problem, { optimiser: adam({ learningRate: 1e-2 }), steps: 200, feed, engine });
  console.log(engine, estimateKl(problem.distribution(weights), target, noise(1, 'kl')).kl);
}`;

const table = Array.from({ length: 300 }, (_, i) => `${Math.sin(i)},${Math.cos(3 * i) + Math.sin(i)}`);

describe.each(['20.19.0', '22.12.0', 'latest'])('on Node.js %s', (version) => {
  let node = { path: '', reason: '' };
  beforeAll(async () => {
    node = await nodeOf(version);
    if (!existsSync(node.path)) console.warn(`Skipped: ${node.reason}`);
  });
  beforeEach(({ skip }) => skip(!existsSync(node.path), node.reason));

  /** Runs it in the folder. */
  const run = (...args: string[]): Promise<Outcome> =>
    finished(spawn(node.path, args, { cwd: folder, env: { ...process.env, VINF_HOME: installed } }));
  /** The command of this checkout. */
  const vinf = (...args: string[]) => run(join(project, 'bin', 'vinf.mjs'), ...args);

  it('that is supported', async () => {
    const { stdout } = await run('--print', 'process.versions.node');
    expect(unsupportedNode(stdout.trim())).toBeUndefined();
    if (version !== 'latest') expect(stdout.trim()).toBe(version);
  });

  it('vinf --help', async () => {
    const { code, stdout, stderr } = await vinf('--help');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: vinf /);
  });

  it('the same fit by every engine', async () => {
    writeFileSync(join(folder, 'fit.mjs'), fit);
    const { code, stdout, stderr } = await run('fit.mjs');
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['compiled', 'generated', 'eager']);
    const kls = lines.map((line) => Number(line.split(' ')[1]));
    for (const kl of kls) expect(kl).toBeCloseTo(0.936, 2);
  });

  it('vinf fit and vinf score', async () => {
    writeFileSync(join(folder, 'table.csv'), ['a,b', ...table].join('\n'));
    const fitted = await vinf('fit', 'table.csv', '--steps', '50', '--again');
    expect(fitted.code, fitted.stderr).toBe(0);
    const { code, stdout, stderr } = await vinf('score', 'table.safetensors', 'table.csv');
    expect(code, stderr).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(table.length + 1);
  });

  it('a notebook in its kernel', async () => {
    const path = writeCells(folder, 'notebook.ipynb', [
      "import { noise } from 'vinf';\nconst [u]: number[] = [...noise(0, 'u').uniform(1)];",
      'console.log(process.version, u > 0 && u < 1);',
    ]);
    const args = ['--import', 'tsx', join(project, 'tools', 'notebook', 'run.ts'), path];
    const { code, stderr } = await run(...args);
    expect(code, stderr).toBe(0);
    const { stdout } = await run('--print', 'process.version');
    expect(readJson(path).cells[1].outputs[0].text).toEqual([`${stdout.trim()} true\n`]);
  });
});
