import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/runs/config.js';
import { dlgmConfigOf, loadTrained } from '../../src/runs/index.js';
import { convolution } from '../../src/studies/convolution/study.js';
import { flowLayers } from '../../src/studies/flow-layers/study.js';
import { mnistAnalysis } from '../../src/studies/mnist-analysis/study.js';
import { readStudy } from '../../src/studies/shown.js';
import { readResult } from '../../src/studies/study.js';
import { means } from '../../src/training/means.js';
import { exportFigure } from '../../tools/figures/export.js';
import { elsewhere, figures } from '../../tools/figures/registry.js';
import { readNotebook } from '../../tools/notebook/notebook-file.js';
import { openResults } from '../../tools/report/results.js';
import { damages, expectComplaint, putDamaged } from '../support/damage.js';
import { folderWith, project } from '../support/folders.js';

let folder: string;
beforeEach(() => {
  folder = folderWith();
});

/** Readers of one file: where it is in the folder, what it holds when it is good, and what reads it. */
interface Reader {
  file: string;
  good: string;
  read(folder: string): unknown;
}

const result = (name: string) => readFileSync(join(project, 'report', 'results', name), 'utf8');
const layers = figures.find(({ id }) => id === 'flow-layers')!;
const notebook = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}';

const readers: Readonly<Record<string, Reader>> = {
  'the config of a run': {
    ...{ file: 'config.json', good: JSON.stringify(defaultConfig) },
    read: (folder) => dlgmConfigOf(folder),
  },
  'a result, by its study': {
    ...{ file: 'flow-layers.json', good: result('flow-layers.json') },
    read: (folder) => readResult(flowLayers, 'full', folder),
  },
  'a result, to be shown': {
    ...{ file: 'flow-layers.json', good: result('flow-layers.json') },
    read: (folder) => readStudy(flowLayers, folder),
  },
  'a result, for its figure': {
    ...{ file: 'flow-layers.json', good: result('flow-layers.json') },
    read: (results) => exportFigure(layers, { results, figures: join(results, 'figures') }),
  },
  'a result, in the report': {
    ...{ file: 'flow-layers.json', good: result('flow-layers.json') },
    read: async (folder) => openResults(folder).one('flow-layers:rows'),
  },
  'a benchmark, in the report': {
    ...{ file: 'bench.json', good: readFileSync(join(project, elsewhere.bench!), 'utf8') },
    read: async (folder) =>
      openResults(folder, { elsewhere: { bench: join(folder, 'bench.json') } }).all('bench:rows[]'),
  },
  'a notebook': {
    ...{ file: 'odd.ipynb', good: notebook },
    read: (folder) => readNotebook(join(folder, 'odd.ipynb')),
  },
};

describe.each(Object.entries(readers))('%s', (_, { file, good, read }) => {
  it('is read when it is good', async () => {
    putDamaged(join(folder, file), good);
    await read(folder);
  });

  it.each(Object.entries(damages))('%s: one line that names it', async (_, damage) => {
    putDamaged(join(folder, file), damage(good));
    const error = await Promise.resolve(read(folder)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expectComplaint(error, file.replace('.json', ''));
    expect((error as Error).message).not.toMatch(/missing/);
  });
});

it('a damaged result comes with the cheapest remedy', async () => {
  const path = join(folder, 'flow-layers.json');
  putDamaged(path, '{"meta"');
  await expect(readResult(flowLayers, 'full', folder)).rejects.toThrow(
    `${path} is damaged: expected JSON, got something else; restore it with: git checkout -- ${path}; ` +
      'or its study writes it anew with --again, from rows that stay in the data folder',
  );
  putDamaged(path, undefined);
  await expect(readResult(flowLayers, 'full', folder)).rejects.toThrow(
    `Cannot read ${path}: it is a folder; restore it with: git checkout`,
  );
});

it.each(
  figures.map((entry) => [entry.id, entry] as const),
)('figure %s: what does not fit comes with what to do about it', (_, { make }) => {
  expect(() => make({}, () => undefined)).toThrow(
    /\.json: \w+: .*; (is it of another version\? The study writes it anew with --again; |restore it with: git checkout -- bench\/\w+\.json; or write it anew with: np)/,
  );
});

it.each([mnistAnalysis, convolution])('$name: a study that it builds on and that does not fit comes with a remedy', ({
  config,
}) => {
  expect(() => config('full', {}, () => ({ meta: {} }))).toThrow(
    /^report\/results\/mnist\.json: meta\.\w+: .*; is it of another version\? The study writes it anew with --again/,
  );
});

it('a run with a damaged config is named before its weights are looked for', async () => {
  mkdirSync(join(folder, 'checkpoints'));
  putDamaged(join(folder, 'config.json'), '{}');
  expectComplaint(await loadTrained(folder).catch((error) => error), 'config.json');
});

it.each(Object.entries(damages))('the sums in a checkpoint, %s: one line that names them', (_, damage) => {
  const saved = damage(means().save());
  if (!saved) return; // No sums: they begin anew.
  let error: unknown;
  try {
    means(saved);
  } catch (thrown) {
    error = thrown;
  }
  expectComplaint(error, 'The sums of terms in the newest checkpoint');
});
