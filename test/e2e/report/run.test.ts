import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../../../src/render/index.js';
import { mnistProfiles } from '../../../src/studies/mnist/config.js';
import { type MnistResult, mnistSchema } from '../../../src/studies/mnist/result.js';
import { resultMeta, writeResult } from '../../../src/studies/results.js';
import { folderWith } from '../../support/folders.js';
import { runNode } from '../../support/processes.js';

let folder: string;
beforeEach(() => {
  folder = folderWith({
    'refs.bib': '@book{a, author = {A}, title = {T}, year = {2000}}',
    'results/a.json': '{"meta": {}, "x": 1.5}',
  });
});

async function tool(script: string, args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await runNode(['--import', 'tsx', `tools/${script}/run.ts`, ...args], env);
  return { code, output: stdout + stderr };
}

describe('npm run report', () => {
  it('writes the page and, with a browser, the PDF; a mistake later leaves both as they were', async () => {
    writeFileSync(join(folder, 'report.md'), '# T\n\nIt is {{value a:x}}.');
    expect((await tool('report', ['--folder', folder])).code).toBe(0);
    const html = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(html).toContain('It is 1.5.');
    expect(existsSync(join(folder, 'report.pdf'))).toBe(findBrowser() !== undefined);

    writeFileSync(join(folder, 'report.md'), '# T\n\nIt is {{value a:y}}.');
    const { code, output } = await tool('report', ['--folder', folder]);
    expect(code).toBe(2);
    expect(output.trim()).toBe(`${folder}/report.md:3: a: Unknown name "y"; did you mean "x"? (known: meta, x)`);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe(html);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('without a browser writes the page and says what is left out', async () => {
    writeFileSync(join(folder, 'report.md'), '# T');
    const { code, output } = await tool('report', ['--folder', folder], { VINF_BROWSER: 'none' });
    expect(code).toBe(0);
    expect(output).toContain('report.pdf is not written');
    expect(readdirSync(folder)).toContain('report.html');
  });
});

describe('npm run figures', () => {
  const curve = { family: 'planar', K: 10, seed: 0, points: [{ step: 1, trainBound: 2, validBound: null }] };
  const write = (synthetic: boolean) => {
    const meta = { ...resultMeta(mnistProfiles.quick), synthetic };
    return writeResult<MnistResult>('mnist-quick', mnistSchema, { meta, ...rest }, join(folder, 'results'));
  };
  const rest = { rows: [], variants: [], weighted: [], paper: [], curves: [curve], scores: [] };
  const run = (env = {}) =>
    tool('figures', ['mnist-training-quick', '--results', join(folder, 'results'), '--figures', folder], env);

  it('names the experiment whose result is missing', async () => {
    const { code, output } = await run();
    expect(code).toBe(2);
    expect(output).toContain('mnist-quick.json is missing; write it with: npx vinf study mnist --profile quick');
  });

  it('without a browser writes JSON, removes pictures of another figure, and says so', async () => {
    await write(false);
    writeFileSync(join(folder, 'mnist-training-quick.svg'), 'old');
    const { code, output } = await run({ VINF_BROWSER: 'none' });
    expect(code).toBe(0);
    expect(output).toContain('No browser');
    expect(readdirSync(folder).filter((name) => name.startsWith('mnist'))).toEqual(['mnist-training-quick.json']);
  });

  it.skipIf(!findBrowser())('writes the same SVG every time, and says when digits are synthetic', async () => {
    await write(true);
    await run();
    const files = ['json', 'svg', 'png'].map((ending) => join(folder, `mnist-training-quick.${ending}`));
    const first = files.map((file) => readFileSync(file));
    await run();
    expect(files.map((file) => readFileSync(file).equals(first[files.indexOf(file)]!))).toEqual([true, true, true]);
    expect(first[0]!.toString()).toContain('synthetic digits');
    expect(first[1]!.toString()).toContain('synthetic digits');
  });

  it('names an unknown figure', async () => {
    const { code, output } = await tool('figures', ['mnist-trainng']);
    expect([code, output.trim()]).toEqual([2, expect.stringContaining('did you mean "mnist-training"?')]);
  });
});
