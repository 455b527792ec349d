import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { recipe } from '../recipes/recipe.js';
import { readJson } from './notebooks.js';

interface Cell {
  cell_type: string;
  source: string | string[];
}

/** What JupyterLab shows beside its file browser in a window of 1280 pixels, and about a third of that window's height. */
const [columns, lines] = [100, 25];

const folder = fileURLToPath(new URL('../../notebooks/', import.meta.url));
const notebooks: [string, { cells: Cell[] }][] = readdirSync(folder)
  .filter((name) => /^\d\d-.*\.ipynb$/.test(name))
  .map((name) => [name, readJson(join(folder, name))]);
const ofTheRecipe = Object.entries(recipe('CONTRIBUTING.md', 'notebook').files);

describe.each([
  ...notebooks,
  ...ofTheRecipe.map(([path, text]) => [`${path} of CONTRIBUTING.md`, JSON.parse(text)] as const),
])('%s', (_, { cells }: { cells: Cell[] }) => {
  const sources = (type: string) =>
    cells.filter(({ cell_type }) => cell_type === type).map(({ source }) => [source].flat().join(''));

  test('code is read without scrolling sideways, and a cell at a glance', () => {
    const code = sources('code').map((source) => source.split('\n'));
    expect(code.flat().filter((line) => line.length > columns)).toEqual([]);
    expect(code.filter((cell) => cell.length > lines).map(([first]) => first)).toEqual([]);
  });

  test('begins with what the reader learns, needs and spends, and ends with exercises and a way on', () => {
    const text = sources('markdown');
    for (const promise of ['You will learn', 'You need', 'It takes']) expect(text[0]).toContain(promise);
    expect(text.join('\n')).toContain('<details>');
  });
});
