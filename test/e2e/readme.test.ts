import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recipe } from '../recipes/recipe.js';
import { project, sharedFolder } from '../support/folders.js';
import { finished, startNode } from '../support/processes.js';

const readme = readFileSync(join(project, 'README.md'), 'utf8');
const folder = sharedFolder(project); // where the examples find the library by its name, and write

/** The code of an example and the output that the README shows for it. */
function example(name: string): { code: string; shown: string } {
  const found = new RegExp(`<!-- example: ${name} -->\n\`\`\`ts\n(.*?)\`\`\`.*?\`\`\`text\n(.*?)\`\`\``, 's').exec(
    readme,
  );
  return { code: found![1]!, shown: found![2]! };
}

async function run(name: string): Promise<{ printed: string; shown: string }> {
  const { code, shown } = example(name);
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, code);
  const { code: exitCode, stdout, stderr } = await finished(startNode(['--import', 'tsx', file], {}, folder));
  expect(exitCode, stderr).toBe(0);
  return { printed: stdout, shown };
}

const numbers = (text: string) => [...text.matchAll(/-?\d+\.\d+/g)].map(([n]) => Number(n));
const words = (text: string) => text.replace(/-?\d+\.\d+/g, '#');

it('the first example prints what the README shows', async () => {
  const { printed, shown } = await run('first-fit');
  expect(words(printed)).toBe(words(shown));
  const [kl, stdErr] = numbers(printed) as [number, number];
  const [shownKl, shownStdErr] = numbers(shown) as [number, number];
  expect(Math.abs(kl - shownKl)).toBeLessThan(5 * (stdErr + shownStdErr)); // Another processor rounds differently.
});

it("the example of data of one's own prints what the README shows", async () => {
  const { printed, shown } = await run('own-data');
  expect(words(printed)).toBe(words(shown));
  expect(numbers(printed)[0]).toBeCloseTo(numbers(shown)[0]!, 1);
});

it('the example of a conditional density prints what the README shows', async () => {
  const { printed, shown } = await run('conditional');
  expect(words(printed)).toBe(words(shown));
  expect(numbers(printed)[0]).toBeCloseTo(numbers(shown)[0]!, 1);
});

it('the example of outside data prints what the README shows', async () => {
  const { printed, shown } = await run('outside-data');
  expect(words(printed)).toBe(words(shown));
  expect(numbers(printed)[0]).toBeCloseTo(numbers(shown)[0]!, 1);
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
