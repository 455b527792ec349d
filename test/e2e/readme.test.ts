import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recipe } from '../recipes/recipe.js';
import { project, sharedFolder } from '../support/folders.js';
import { finished, startNode } from '../support/processes.js';
import { decimals, readmeExample, withoutDecimals } from '../support/readme.js';

const folder = sharedFolder(project); // where the examples find the library by its name, and write

async function run(name: string): Promise<{ printed: string; shown: string }> {
  const { code, shown } = readmeExample(name);
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, code);
  const { code: exitCode, stdout, stderr } = await finished(startNode(['--import', 'tsx', file], {}, folder));
  expect(exitCode, stderr).toBe(0);
  return { printed: stdout, shown };
}

it('the first example prints what the README shows', async () => {
  const { printed, shown } = await run('first-fit');
  expect(withoutDecimals(printed)).toBe(withoutDecimals(shown));
  const [kl, stdErr] = decimals(printed) as [number, number];
  const [shownKl, shownStdErr] = decimals(shown) as [number, number];
  expect(Math.abs(kl - shownKl)).toBeLessThan(5 * (stdErr + shownStdErr)); // Another processor rounds differently.
});

it("the example of data of one's own prints what the README shows", async () => {
  const { printed, shown } = await run('own-data');
  expect(withoutDecimals(printed)).toBe(withoutDecimals(shown));
  expect(decimals(printed)[0]).toBeCloseTo(decimals(shown)[0]!, 1);
});

it('the example of a conditional density prints what the README shows', async () => {
  const { printed, shown } = await run('conditional');
  expect(withoutDecimals(printed)).toBe(withoutDecimals(shown));
  expect(decimals(printed)[0]).toBeCloseTo(decimals(shown)[0]!, 1);
});

it('the example of outside data prints what the README shows', async () => {
  const { printed, shown } = await run('outside-data');
  expect(withoutDecimals(printed)).toBe(withoutDecimals(shown));
  expect(decimals(printed)[0]).toBeCloseTo(decimals(shown)[0]!, 1);
});

const { scripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
const made = [
  ...['report/report.html', 'report/report.pdf'],
  ...Object.keys(recipe('README.md', 'flow').files),
  ...['transformer', 'study', 'notebook'].flatMap((name) => Object.keys(recipe('CONTRIBUTING.md', name).files)),
];

it.each(['README.md', 'CONTRIBUTING.md'])('every folder, file and npm script that %s names is there', (document) => {
  const text = readFileSync(join(project, document), 'utf8');
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name!);
  const paths = all(/`((?:src|test|notebooks|tools|bench|figures|report)\/[\w./-]*)`/g);
  expect(paths.filter((path) => !made.includes(path) && !existsSync(join(project, path)))).toEqual([]);
  expect(all(/npm run ([\w:]+)/g).filter((name) => !(name in scripts))).toEqual([]);
});
