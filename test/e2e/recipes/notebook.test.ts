import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { findBrowser } from '../../../src/render/browser.js';
import { recipe } from '../../recipes/recipe.js';
import { project, sharedFolder } from '../../support/folders.js';
import { runNode } from '../../support/processes.js';

vi.setConfig({ testTimeout: 180_000 }); // A kernel takes 3 s to start, ten times that on a busy machine.

const folder = sharedFolder(project); // where a cell finds the library by its name

test("CONTRIBUTING's notebook runs in the kernel and shows its figure, and the runner prints what the text shows", async () => {
  const { files, prints } = recipe('CONTRIBUTING.md', 'notebook');
  const [[path, text]] = Object.entries(files) as [[string, string]];
  const file = join(folder, basename(path));
  writeFileSync(file, text);
  const { code, stdout, stderr } = await runNode(['--import', 'tsx', 'tools/notebook/run.ts', file]);
  expect(code, stderr).toBe(0);
  expect(stdout.replace(folder, 'notebooks')).toContain(`\n${prints}`);
  const { cells } = JSON.parse(readFileSync(file, 'utf8'));
  const [imports, picture] = cells.filter(({ cell_type }: { cell_type: string }) => cell_type === 'code');
  expect(imports.outputs).toHaveLength(1);
  expect(picture.outputs).toEqual([
    { name: 'stdout', output_type: 'stream', text: ['mass in the picture: 1.000\n'] },
    expect.objectContaining({ data: expect.objectContaining({ 'application/vnd.plotly.v1+json': expect.anything() }) }),
  ]);
  expect('image/png' in picture.outputs[1].data).toBe(findBrowser() !== undefined);
});
