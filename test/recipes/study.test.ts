import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { sharedFolder } from '../support/folders.js';
import { copyProject } from '../support/project-copy.js';
import { recipe } from './recipe.js';

/** A copy of the project in which the recipe has been followed. */
const copy = sharedFolder();
const { files, prints } = recipe('CONTRIBUTING.md', 'study');
const paragraph = 'report/report.md';
const inCopy = (path: string) => join(copy, path);
const load = <Module>(path: string): Promise<Module> => import(pathToFileURL(inCopy(path)).href);

beforeAll(() => {
  const { [paragraph]: _, ...code } = files;
  copyProject(copy, code);
  for (const folder of ['results', 'figures']) mkdirSync(inCopy(folder));
});

/** Computes the study of the recipe, or reads its result where that is there. */
async function run() {
  const { allStudies } = await load<typeof import('../../src/studies/index.js')>('src/studies/index.ts');
  const { runStudy } = await load<typeof import('../../src/studies/study.js')>('src/studies/study.ts');
  const study = allStudies.find(({ name }) => name === 'effective-samples')!;
  const said: string[] = [];
  const onMessage = (message: string) => void said.push(message);
  const result = await runStudy(study, 'full', { backend: 'cpu', folder: inCopy('results'), onMessage });
  return { study, result, said };
}

it('the study writes its result, prints what the text shows, and what is measured is near the limit', async () => {
  const { study, result, said } = await run();
  expect([...study.lines(result), 'report/results/effective-samples.json: complete']).toEqual(
    prints.trimEnd().split('\n'),
  );
  expect(said).toEqual([]);
  const { rows } = result as unknown as { rows: { D: number; share: number; limit: number }[] };
  expect(rows.map(({ D }) => D)).toEqual([1, 2, 4, 8, 16]);
  // The squares of the weights have a relative variance of 1.33^D − 1, so the share of 100,000 is good to 3% at D = 16.
  for (const { D, share, limit } of rows) {
    expect(Math.abs(share / limit - 1)).toBeLessThan(4 * Math.sqrt((1.33 ** D - 1) / 100_000));
  }
});

it('the result is read back, and left as it is', async () => {
  const { result, said } = await run();
  expect(said).toEqual(['report/results/effective-samples.json is there']);
  expect(JSON.parse(readFileSync(inCopy('results/effective-samples.json'), 'utf8'))).toEqual(result);
});

it('the figure is drawn, and a report with the paragraph of the text is built', async () => {
  const { exportFigure } = await load<typeof import('../../tools/figures/export.js')>('tools/figures/export.ts');
  const { figures } = await load<typeof import('../../tools/figures/registry.js')>('tools/figures/registry.ts');
  const entry = figures.find(({ id }) => id === 'effective-samples')!;
  expect(await exportFigure(entry, { results: inCopy('results'), figures: inCopy('figures') })).toBeUndefined();
  const { data } = JSON.parse(readFileSync(inCopy('figures/effective-samples.json'), 'utf8'));
  expect(data.map(({ name }: { name: string }) => name)).toEqual(['limit', 'measured']);

  const page = await pageOf(files[paragraph]!);
  expect(page).toMatch(/In 16 dimensions \d+\.\d\u202f% of the samples still count; <a [^>]+>Figure 1<\/a> shows/);
  expect(page).toContain('<b>Figure 1.</b> Effective samples over samples');
  expect(page).not.toMatch(/\{\{|\{@|\bundefined\b|\bNaN\b/);
});

/** The page of a report that holds nothing but a paragraph. */
async function pageOf(markdown: string): Promise<string> {
  const { buildReport } = await load<typeof import('../../tools/report/build.js')>('tools/report/build.ts');
  const { figures } = await load<typeof import('../../tools/figures/registry.js')>('tools/figures/registry.ts');
  const { openResults } = await load<typeof import('../../tools/report/results.js')>('tools/report/results.ts');
  const { staleness } = await load<typeof import('../../tools/report/studies.js')>('tools/report/studies.ts');
  const { readBibliography } =
    await load<typeof import('../../tools/report/bibliography.js')>('tools/report/bibliography.ts');
  writeFileSync(inCopy('report.md'), `# A report\n\n${markdown}`);
  writeFileSync(inCopy('refs.bib'), '@book{a, author = {A}, title = {T}, year = {2000}}');
  const { page } = await buildReport(inCopy('report.md'), {
    project: copy,
    figures: inCopy('figures'),
    registry: figures,
    results: openResults(inCopy('results'), { complaint: staleness }),
    bibliography: readBibliography(inCopy('refs.bib')),
    makeFrame: () => {
      throw new Error('There is no table in the paragraph');
    },
  });
  return page;
}
