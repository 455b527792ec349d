import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFrame } from 'danfojs-node';
import { lineChart } from '../../src/plots/index.js';
import { exportFigure } from '../../tools/figures/export.js';
import type { FigureEntry } from '../../tools/figures/registry.js';
import { readBibliography } from '../../tools/report/bibliography.js';
import { buildReport } from '../../tools/report/build.js';
import type { Sources } from '../../tools/report/draft.js';
import { openResults } from '../../tools/report/results.js';
import type { MakeFrame } from '../../tools/report/table.js';

/** A small project of its own: one result, one figure, one work to cite, one source file. */
export interface Fixture {
  folder: string;
  sources: Sources;
  /** The page of a report with this text, without interactive plots. */
  build(markdown: string): Promise<string>;
  /** The message of what stops that report. */
  complaint(markdown: string): Promise<string>;
}

export const result = {
  meta: { synthetic: false },
  title: '<i>',
  rows: [
    { family: 'planar', K: 10, bound: 98.765, nested: { a: 1 } },
    { family: 'identity', K: 0, bound: 101.5, nested: { a: 2 } },
    { family: 'planar', K: 20, bound: -97.25, nested: { a: 3 } },
  ],
  steps: 12345,
  missing: null,
};

const registry: FigureEntry[] = [
  {
    id: 'bounds',
    result: 'runs',
    make: ({ rows }: typeof result) =>
      lineChart([{ name: 'bound', x: rows.map(({ K }) => K), y: rows.map(({ bound }) => bound) }]),
  },
];

const bibliography = `
@inproceedings{rezende2015,
  author = {Rezende, Danilo Jimenez and Mohamed, Shakir},
  title = {Variational Inference with Normalizing Flows},
  booktitle = {ICML}, year = {2015}, url = {https://arxiv.org/abs/1505.05770}
}
@article{muller2019, author = {M{\\"u}ller, Thomas}, title = {Importance}, journal = {TOG}, year = {2019} }`;

const source = `// before
/** Twice a number. */
export const twice = (x: number): number => 2 * x;

function once(x: number) {
  return x;
}
`;

/** Makes the small project in a folder. */
export async function fixture(folder: string, { synthetic = false } = {}): Promise<Fixture> {
  const path = (...parts: string[]) => join(folder, ...parts);
  await mkdir(path('results'));
  writeFileSync(path('results/runs.json'), JSON.stringify({ ...result, meta: { synthetic } }));
  writeFileSync(path('refs.bib'), bibliography);
  writeFileSync(path('code.ts'), source);
  const trouble = await exportFigure(registry[0]!, { results: path('results'), figures: path('figures') });
  if (trouble) throw new Error(trouble);
  writeFileSync(path('figures/bounds.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const makeFrame: MakeFrame = (rows) => new DataFrame(rows) as unknown as ReturnType<MakeFrame>;
  const sources = () => ({
    project: folder,
    figures: path('figures'),
    registry,
    results: openResults(path('results')),
    bibliography: readBibliography(path('refs.bib')),
    makeFrame,
  });
  const build = async (markdown: string) => {
    writeFileSync(path('report.md'), markdown);
    return (await buildReport(path('report.md'), sources())).page;
  };
  return {
    folder,
    sources: sources(),
    build,
    complaint: (markdown) =>
      build(markdown).then(
        () => 'nothing',
        (error: Error) => error.message.replaceAll(`${folder}/`, ''),
      ),
  };
}

/** The lines of a report. */
export const lines = (...parts: string[]): string => parts.join('\n');

/** The figure of the small project, and a reference to it. */
export const figure = '{{figure bounds\n  caption: What $x$ is,\n    in *two* lines.\n}}\n\nSee {@fig:bounds}.';
