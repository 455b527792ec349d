import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataFrame } from 'danfojs-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { elsewhere, figures } from '../../tools/figures/registry.js';
import { readBibliography } from '../../tools/report/bibliography.js';
import { buildReport } from '../../tools/report/build.js';
import { failure } from '../../tools/report/condition.js';
import { openResults } from '../../tools/report/results.js';
import { staleness } from '../../tools/report/studies.js';
import type { MakeFrame } from '../../tools/report/table.js';
import { project, sharedFolder } from '../support/folders.js';

/** A copy of the project's own report, to break things in. */
const copy = sharedFolder();
beforeAll(() => {
  for (const folder of ['report', 'figures', 'src', 'bench']) {
    cpSync(join(project, folder), join(copy, folder), { recursive: true });
  }
});

const inCopy = (path: string) => join(copy, path);

const elsewhereInCopy = () => Object.fromEntries(Object.entries(elsewhere).map(([name, path]) => [name, inCopy(path)]));

async function build(): Promise<string> {
  const { print } = await buildReport(inCopy('report/report.md'), {
    project: copy,
    figures: inCopy('figures'),
    registry: figures.map((entry) => (entry.folder ? { ...entry, folder: inCopy(entry.folder) } : entry)),
    results: openResults(inCopy('report/results'), { elsewhere: elsewhereInCopy(), complaint: staleness }),
    bibliography: readBibliography(inCopy('report/refs.bib')),
    makeFrame: ((rows: object[]) => new DataFrame(rows)) as unknown as MakeFrame,
  });
  return print;
}

/** What the build complains of while a file is changed. */
async function complaint(path: string, change: (text: string) => string): Promise<string> {
  const before = readFileSync(inCopy(path), 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(inCopy(path), after);
  try {
    await build();
    return 'nothing';
  } catch (error) {
    return (error as Error).message.replaceAll(`${copy}/`, '');
  } finally {
    writeFileSync(inCopy(path), before);
  }
}

/** The line of the report, from 1, in which a text first stands. */
const lineOf = (text: string): number => {
  const [before, after] = readFileSync(inCopy('report/report.md'), 'utf8').split(text, 2);
  expect(after).toBeDefined();
  return before!.split('\n').length;
};

/** What a claim says with the sides of its comparisons exchanged, on as many lines. */
const turned = (condition: string): string =>
  condition
    .split(/(\sand\s)/)
    .map((part, i) => (i % 2 === 0 ? turnedComparison(part) : part))
    .join('');

function turnedComparison(text: string): string {
  const [, comparison, by = ''] = /^(.*?)(\sby\s.*)?$/s.exec(text)!;
  const trend = /^(.*\s)(falls|rises)$/s.exec(comparison!);
  if (trend) return `${trend[1]}${trend[2] === 'falls' ? 'rises' : 'falls'}${by}`;
  const parts = comparison!.split(/(\s(?:<=|>=|<|>|=)\s)/);
  return (
    parts
      .reverse()
      .join('')
      .replace(/\s=\s/g, (equals) => equals.replace('=', '<')) + by
  );
}

const claims = /(?<=\{\{claim\s+)(?!of )\S[^{}]*(?=\}\})/g;

describe("the project's report", () => {
  it('cannot be built when what its sentences compare is exchanged: each of them is named, with its line', async () => {
    const text = readFileSync(inCopy('report/report.md'), 'utf8');
    const lines = Array.from(
      text.matchAll(claims),
      ({ index }) => text.slice(0, text.lastIndexOf('{{claim', index)).split('\n').length,
    );
    expect(lines.length).toBeGreaterThan(40);
    const found = await complaint('report/report.md', () => text.replace(claims, turned));
    const named = found.split('\n').map((one) => /^report\/report\.md:(\d+): The results do not carry ".+" /.exec(one));
    expect(named.map((match) => Number(match?.[1]))).toEqual(lines);
  }, 120_000);

  it('says nothing by a part of a claim that could be left out: each comparison fails when it is turned round', () => {
    const results = openResults(inCopy('report/results'), { elsewhere: elsewhereInCopy() });
    const conditions = Array.from(
      readFileSync(inCopy('report/report.md'), 'utf8').matchAll(claims),
      ([condition]) => condition,
    );
    for (const comparison of conditions.flatMap((condition) => condition.trim().split(/\sand\s/))) {
      expect(failure(comparison, results.all), comparison).toBeUndefined();
      expect(failure(turnedComparison(comparison), results.all), comparison).toBeDefined();
    }
  });

  it('can be built from what is committed', async () => {
    const html = await build();
    expect(html).toContain('<b>Figure 5.</b>');
    expect(html).not.toMatch(/\{\{|\{@|\bundefined\b|\bNaN\b/);
  }, 120_000);

  it('can be built from quick runs alone, whose sentences compare nothing that they do not carry', async () => {
    const results = inCopy('report/results');
    const aside = inCopy('results-aside');
    cpSync(results, aside, { recursive: true });
    const short = new Set(readdirSync(results).flatMap((name) => /^(.*)-quick\.json$/.exec(name)?.[1] ?? []));
    expect(short.size).toBeGreaterThan(3);
    for (const name of short) rmSync(join(results, `${name}.json`));
    try {
      expect(await build()).toContain('The runs of this copy are short');
    } finally {
      cpSync(aside, results, { recursive: true });
      rmSync(aside, { recursive: true });
    }
  }, 120_000);

  it.each([
    [
      'one number in a result is changed',
      'report/results/flow-layers.json',
      (text: string) => text.replace(/"top": 0\.1/, '"top": 0.2'),
      '{{figure flow-layers',
      'report/results/flow-layers.json is not as its study wrote it; write it again with: npx vinf study flow-layers',
    ],
    [
      'a number behind a figure of the benchmark is changed',
      'bench/results.json',
      (text: string) => text.replace(/("flow": "planar",\s*"K": 0,\s*"ms": )/, '$11'),
      '{{figure cost',
      'bench/cost.json is not what bench/results.json gives; draw it with: npm run figures',
    ],
    [
      'a figure is taken out of the text',
      'report/report.md',
      (text: string) => text.replace(/\{\{figure flow-layers.*?\n\}\}\n/s, ''),
      '{@fig:flow-layers}',
      'Unknown label "fig:flow-layers"',
    ],
    [
      'a figure file is not drawn',
      'figures/flow-layers.json',
      () => '',
      '{{figure flow-layers',
      'figures/flow-layers.json is not what report/results/flow-layers.json gives',
    ],
    [
      'a formula is broken',
      'report/report.md',
      (text: string) =>
        text.replace('\\hat u \\tanh(w^\\top z + b), \\qquad', '\\hat u \\tanh(w^\\top z + b}, \\qquad'),
      '$$ {#eq:planar}',
      'KaTeX parse error',
    ],
    [
      'a function that the report shows is renamed',
      'src/flows/planar.ts',
      (text: string) => text.replaceAll('planarForward', 'sweepForward'),
      '{{code src/flows/planar.ts#planarForward}}',
      'src/flows/planar.ts: Unknown symbol "planarForward"; did you mean ',
    ],
  ])(
    'cannot be built when %s',
    async (_, path, change, place, message) => {
      const line = lineOf(place);
      const found = (await complaint(path, change)).split('\n').filter((one) => one.includes(message));
      expect(found).toHaveLength(1);
      const [, named] = /^report\/report\.md:(\d+): /.exec(found[0]!) ?? [];
      // A formula is named by its first line, a figure that is gone moves what is behind it.
      expect(Math.abs(Number(named) - line)).toBeLessThanOrEqual(4);
    },
    60_000,
  );
});
