import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { autoregressive, invert, realNvp } from '../../../src/flows/index.js';
import { saveFlow } from '../../../src/training/index.js';
import { folderWith, sharedFolder } from '../../support/folders.js';
import { vinf } from './vinf.js';

const home = sharedFolder();
const densities = sharedFolder();

const numbers = (line: (i: number) => string, count = 40) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');
const good = `a,b,c\n${numbers((i) => `${i},${(i * i) % 17},${(i * 7) % 11}`)}\n`;

const files = {
  'good.csv': good,
  'empty.csv': '',
  'header.csv': 'a,b,c\n',
  'gap.csv': good.replace('\n2,4,3\n', '\n2,,3\n'),
  'na.csv': good.replace('\n2,4,3\n', '\n2,NA,3\n'),
  'nan.csv': good.replace('\n2,4,3\n', '\n2,4,NaN\n'),
  'text.csv': good.replace('\n2,4,3\n', '\nred,4,3\n'),
  'ragged.csv': good.replace('\n2,4,3\n', '\n2,4\n'),
  'quote.csv': good.replace('\n2,4,3\n', '\n2,4,"3\n'),
  'one-row.csv': 'a,b,c\n1,2,3\n',
  'few-rows.csv': 'a,b,c\n1,2,3\n3,1,2\n5,2,8\n',
  'twice.csv': `a,b,a\n${numbers((i) => `${i},${i},${i}`)}`,
  'constant.csv': `a,b\n${numbers((i) => `${i},7`)}`,
  'constant-given.csv': `a,b\n${numbers((i) => `7,${i}`)}`,
  'sum.csv': `a,b,c\n${numbers((i) => `${i},${(i * i) % 17},${i + 2 * ((i * i) % 17)}`)}`,
  'one-column.csv': `a\n${numbers(String)}`,
  'unnamed.csv': `,a\n${numbers((i) => `${i},${(i * i) % 17}`)}`,
  'no-names.csv': numbers((i) => `${i},${(i * i) % 17}`),
  'picture.csv': 'PNG\u0000\u0001',
  'folder.csv/file': '',
  'other.csv': 'a,d\n1,2\n',
};

beforeAll(async () => {
  const [flow, given] = [realNvp(2), invert(autoregressive(1, { contextDim: 1 }))];
  const scales = { mean: [0, 0], std: [1, 1] };
  const one = { mean: [0], std: [1] };
  await saveFlow(join(densities, 'ab.safetensors'), {
    ...{ flow, params: flow.initialParams(0), standardisation: { x: scales }, columns: { x: ['a', 'b'] } },
  });
  await saveFlow(join(densities, 'b-given-a.safetensors'), {
    ...{ flow: given, params: given.initialParams(0), standardisation: { x: one, context: one } },
    columns: { x: ['b'], context: ['a'] },
  });
});

const missing = 'leave rows with missing values out, or fill them in';
const ab = 'DENSITIES/ab.safetensors';
const conditional = 'DENSITIES/b-given-a.safetensors';

it.each([
  ['fit nowhere.csv', 'Cannot read nowhere.csv: there is no such file or folder'],
  ['fit folder.csv', 'Cannot read folder.csv: it is a folder'],
  ['fit empty.csv', 'Expected empty.csv to hold rows of numbers, got nothing'],
  ['fit header.csv', 'Expected header.csv to hold rows of numbers, got a line of names alone'],
  ['fit gap.csv', `Expected line 4, column "b" of gap.csv to be a number, got nothing; ${missing}`],
  ['fit na.csv', `Expected line 4, column "b" of na.csv to be a number, got NA; ${missing}`],
  ['fit nan.csv', `Expected line 4, column "c" of nan.csv to be a number, got NaN; ${missing}`],
  ['fit text.csv', 'Expected line 4, column "a" of text.csv to be a number, got red'],
  ['fit ragged.csv', 'Expected line 4 of ragged.csv to have 3 fields like line 1, got 2'],
  ['fit quote.csv', /^quote\.csv is no whole CSV: Quote Not Closed: .* line 4/],
  ['fit picture.csv', 'Expected picture.csv to be a CSV, got a file that is no text'],
  [
    'fit one-row.csv',
    /^Expected one-row\.csv to have at least 4 rows to train on, one more than columns, got 0, beside 1 held/,
  ],
  ['fit few-rows.csv', /^Expected few-rows\.csv to have at least 4 rows to train on, .*, got 2, beside 1 held out/],
  ['fit twice.csv', 'Expected line 1 of twice.csv to name each column differently, got "a" twice'],
  [
    'fit constant.csv',
    /^Expected column "b" of constant\.csv to vary over the 36 rows that are trained on, got 7 in each/,
  ],
  ['fit constant-given.csv --given a', /^Expected column "a" of constant-given\.csv to vary over the 36 rows/],
  [
    'fit sum.csv',
    /^Expected column "c" of sum\.csv to be no linear function of the other columns, where there is no density/,
  ],
  [
    'fit one-column.csv --flow spline-coupling',
    /^--flow spline-coupling needs at least 2 columns; for one there are: spline-maf,/,
  ],
  [
    'fit unnamed.csv',
    'Column 1 of unnamed.csv has no name, as a column of row numbers has none; choose columns with --columns',
  ],
  ['fit good.csv --columns a,d', 'Unknown column "d"; did you mean "a"? (known: a, b, c) (--columns, good.csv)'],
  ['fit good.csv --given bb', 'Unknown column "bb"; did you mean "b"? (known: a, b, c) (--given, good.csv)'],
  [
    'fit no-names.csv --columns a,b',
    /^Unknown column "a"; .*known: x1, x2\) \(--columns, no-names\.csv, whose columns have no names\)/,
  ],
  ['fit good.csv --columns a,b,a', 'Expected --columns to name a column once, got "a" twice (good.csv)'],
  ['fit good.csv --columns a,b --given b', 'Column "b" is in --columns and in --given; it can be one of them'],
  ['fit good.csv --given a,b,c', 'All columns of good.csv are in --given; there is none left to fit'],
  ['fit good.csv --flow spline-copling', /'spline-copling' is invalid\. Did you mean "spline-coupling"\?/],
  [
    'fit good.csv --flow planar --given a',
    '--flow planar cannot be conditional (--given); those that can: spline-coupling, real-nvp, spline-maf, maf, continuous',
  ],
  ['fit good.csv --validation 1', /Expected a number from 0 to below 1, got 1/],
  ['fit good.csv --out good.csv', '--out good.csv is a file that is read; give what is written another name'],
  ['fit good.csv --out folder.csv', 'Cannot write folder.csv: it is a folder'],
  ['fit good.csv --out good.csv/density', 'Cannot write good.csv/density: part of its path is a file, not a folder'],
  ['fit -', 'A density of stdin needs a name: give one with --out'],
  ['fit', /missing required argument 'csv'/],
  ['score nowhere.safetensors good.csv', 'Cannot read nowhere.safetensors: there is no such file or folder'],
  ['score good.csv good.csv', /^good\.csv is not a whole safetensors file/],
  [`score ${ab} nowhere.csv`, 'Cannot read nowhere.csv: there is no such file or folder'],
  [`score ${ab} one-column.csv`, 'one-column.csv lacks column "b" of the density; it has "a"'],
  [`score ${ab} no-names.csv`, 'no-names.csv lacks columns "a", "b" of the density; it has no line of names'],
  [`score ${conditional} one-column.csv`, 'one-column.csv lacks column "b" of the density; it has "a"'],
  [`score ${ab} text.csv`, 'Expected line 4, column "a" of text.csv to be a number, got red'],
  [`score ${ab} good.csv --out good.csv`, '--out good.csv is a file that is read; give what is written another name'],
  [`score ${ab} good.csv --out folder.csv`, 'Cannot write folder.csv: it is a folder'],
  ['draw good.csv', /^good\.csv is not a whole safetensors file/],
  [`draw ${ab} --count 0`, /Expected a whole number from 1 to 10000000, got 0/],
  [`draw ${ab} --given good.csv`, /ab\.safetensors is conditional on nothing; leave --given out$/],
  [`draw ${conditional}`, /b-given-a\.safetensors is conditional on "a"; --given names a CSV with values of these$/],
  [`draw ${conditional} --given no-names.csv`, 'no-names.csv lacks column "a" of the density; it has no line of names'],
])('vinf %s: one line that says what is wrong, exit code 2, no file', async (line, message) => {
  const folder = folderWith(files);
  const before = readdirSync(folder, { recursive: true }).sort();
  const args = line.replace('DENSITIES', densities).split(' ');
  const { code, stdout, stderr } = await vinf(home, args, folder);
  expect(stderr).toMatch(/^vinf: .*\n$/);
  const told = stderr.slice('vinf: '.length, -1);
  if (typeof message === 'string') expect(told).toBe(message);
  else expect(told).toMatch(message);
  expect([code, stdout]).toEqual([2, '']);
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  expect(readFileSync(join(folder, 'good.csv'), 'utf8')).toBe(good);
});
