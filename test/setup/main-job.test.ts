import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { runSteps, summary } from '../../tools/setup/main-job.mjs';
import { folderWith } from '../support/folders.js';
import { runNode } from '../support/processes.js';

beforeEach(() => {
  vi.spyOn(console, 'log').mockReturnValue();
});

test('npm start -- --help says what it does and does nothing', async () => {
  const { code, stdout, stderr } = await runNode(['tools/start.mjs', '--help'], { PATH: '' });
  expect(stdout).toMatch(/^Usage: npm start -- \[--no-browser\] \[--help\]\n/);
  expect([code, stderr]).toEqual([0, '']);
});

test.each(['--no-brwser', 'train'])('npm start -- %s: one line, exit code 2', async (option) => {
  const { code, stdout, stderr } = await runNode(['tools/start.mjs', option]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(new RegExp(`^[^\\n]*'?${option}'?[^\\n]*see npm start -- --help\\)\\n$`));
});

test('runSteps: a step that fails is named, and the next does what it can', async () => {
  const scripts = { bad: 'node -e "process.exit(3)"', good: "node -e \"fs.writeFileSync('made', '')\"" };
  const folder = folderWith({ 'package.json': JSON.stringify({ scripts }) });
  const failed = await runSteps(folder, [
    { title: 'Figures', script: 'bad' },
    { title: 'Report', script: 'good' },
  ]);
  expect(failed).toEqual(['Figures failed with exit code 3; why stands above. Again: npm run bad']);
  expect(existsSync(join(folder, 'made'))).toBe(true);
});

test('summary lists what is there, what failed and where to look', () => {
  const made = ['notebooks/04-mnist.ipynb', 'figures/a.svg', 'figures/b.svg', 'figures/a.json', 'report/report.html'];
  const text = summary(folderWith(Object.fromEntries(made.map((name) => [name, '']))), ['Report failed.'], 75);
  expect(text.trim().split('\n')).toEqual([
    'Finished with failures after 75 s:',
    '  notebooks/04-mnist.ipynb     executed notebook',
    '  figures/*.svg                2 figures',
    '  report/report.html           report, to be read in a browser',
    'Report failed.',
    expect.stringMatching(/^Next: .*npm run lab/),
  ]);
});
