import { expect, it } from 'vitest';
import { categories, categoryOf } from '../../tools/docs/categories.mjs';
import { sourceFiles } from './examples.js';

it('categoryOf: every file of src that may export something has a category', () => {
  const inside = /^(cli\/|(index|browser|host|environment)\.ts$)/; // the command, the list of exports, and what is not exported
  const exporting = sourceFiles.filter((path) => !inside.test(path));
  expect(exporting.filter((path) => !categoryOf(`src/${path}`))).toEqual([]);
});

it('categoryOf: the longest place that a path begins with says', () => {
  const names = [
    'src/flows/planar-params.ts',
    'src/flows/chain.ts',
    'src/training/flow-file/save.ts',
    'src/cli/main.ts',
  ];
  const found = names.map((path) => categoryOf(path)?.name);
  expect(found).toEqual(['Flows: planar, radial, Sylvester', 'Flows', 'Files', undefined]);
});

it('categories: each place is there, and each category has a sentence', () => {
  const places = categories.flatMap((category) => category.places);
  expect(places.filter((place) => !sourceFiles.some((path) => path.startsWith(place)))).toEqual([]);
  expect(categories.every(({ sentence }) => /^[A-Z].*\.$/s.test(sentence))).toBe(true);
});
