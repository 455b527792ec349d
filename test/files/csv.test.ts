import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/files/csv.js';

const bytesOf = (text: string | Uint8Array) => (typeof text === 'string' ? new TextEncoder().encode(text) : text);

/** All columns, or some. */
const parsed = (text: string | Uint8Array, wanted?: readonly string[]) =>
  parseCsv(bytesOf(text), 'points.csv', ({ names }) => wanted ?? names);

const table = (names: string[], ...values: number[]) => ({
  names,
  columns: names.length,
  count: values.length / names.length,
  values: Float64Array.from(values),
});

const two = table(['a', 'b'], 1, 2.5, -3e-4, 4);

describe('parseCsv: what people call a CSV', () => {
  it.each([
    ['commas', 'a,b\n1,2.5\n-3e-4,4\n'],
    ['semicolons', 'a;b\n1;2.5\n-3e-4;4\n'],
    ['tabs', 'a\tb\n1\t2.5\n-3e-4\t4\n'],
    ['without an end of the last line', 'a,b\n1,2.5\n-3e-4,4'],
    ['ends of lines as on Windows', 'a,b\r\n1,2.5\r\n-3e-4,4\r\n'],
    ['ends of lines as on old Macs', 'a,b\r1,2.5\r-3e-4,4\r'],
    ['a byte-order mark', '\ufeffa,b\n1,2.5\n-3e-4,4\n'],
    ['UTF-16 with its mark', Buffer.from('\ufeffa,b\n1,2.5\n-3e-4,4\n', 'utf16le')],
    ['quotes', '"a","b"\n"1","2.5"\n"-3e-4",4\n'],
    ['spaces around fields', ' a , b\n 1, 2.5 \n-3e-4 ,"4"\n'],
    ['empty lines', '\na,b\n\n1,2.5\n\n-3e-4,4\n\n'],
    ['other ways of writing numbers', 'a,b\n+1.,25E-1\n-.3e-3,0004\n'],
  ])('%s', async (_, text) => {
    expect(await parsed(text)).toEqual(two);
  });

  it('without a line of names', async () => {
    expect(await parsed('1,2.5\n-3e-4,4\n')).toEqual({ ...two, names: ['x1', 'x2'] });
  });

  it('one column', async () => {
    expect(await parsed('a\n1\n2\n')).toEqual(table(['a'], 1, 2));
  });

  it('some columns, in another order, beside text and gaps', async () => {
    expect(await parsed('id;b;note;a\nx;2.5;;1\ny;4;"two\nlines";-3e-4\n', ['a', 'b'])).toEqual(two);
  });

  it('names with delimiters, quotes and line ends in them', async () => {
    const { names } = await parsed('"a,b";"say ""x""";"two\nlines"\n1;2;3\n');
    expect(names).toEqual(['a,b', 'say "x"', 'two\nlines']);
  });

  it('numbers as exact as float64 has them', async () => {
    expect([...(await parsed('1700000000.123456,5e-324\n')).values]).toEqual([1_700_000_000.123456, 5e-324]);
  });
});

describe('parseCsv: what is no table of numbers, with the place as a person counts it', () => {
  const missing = 'leave rows with missing values out, or fill them in';
  it.each([
    ['', 'Expected points.csv to hold rows of numbers, got nothing'],
    ['\ufeff\n\n', 'Expected points.csv to hold rows of numbers, got nothing'],
    ['a,b\n', 'Expected points.csv to hold rows of numbers, got a line of names alone'],
    ['PK\u0003\u0000', 'Expected points.csv to be a CSV, got a file that is no text'],
    ['a,b\n1,2\n3\n', 'Expected line 3 of points.csv to have 2 fields like line 1, got 1'],
    ['\n1,2\n\n3,4,5\n', 'Expected line 4 of points.csv to have 2 fields like line 2, got 3'],
    ['a,b\n1,2\n3,\n', `Expected line 3, column "b" of points.csv to be a number, got nothing; ${missing}`],
    ['1,2\n3,NaN\n', `Expected line 2, column "x2" of points.csv to be a number, got NaN; ${missing}`],
    ['1,NA\n', `Expected line 1, column "x2" of points.csv to be a number, got NA; ${missing}`],
    ['a,b\n1,red\n', 'Expected line 2, column "b" of points.csv to be a number, got red'],
    ['a,b\n1,0x10\n', 'Expected line 2, column "b" of points.csv to be a number, got 0x10'],
    ['a,b\n1,Infinity\n', 'Expected line 2, column "b" of points.csv to be a number, got Infinity'],
    ['a,b\n1,1e39\n', 'Expected line 2, column "b" of points.csv to be below 3.4e38, got 1e39'],
    ['a;b\n1;2,5\n', 'Expected line 2, column "b" of points.csv to be a number, got 2,5; decimals have a point'],
    ['a b\n1 2\n', 'to be a number, got 1 2; fields have commas, semicolons or tabs between them'],
    [`a,b\n1,${'x'.repeat(1000)}\n`, `to be a number, got ${'x'.repeat(40)}…`],
    ['a,b,a\n1,2,3\n', 'Expected line 1 of points.csv to name each column differently, got "a" twice'],
    ['a,b\n1,"2\n3,4\n', 'points.csv is no whole CSV: Quote Not Closed'],
  ])('%j', async (text, message) => {
    await expect(parsed(text)).rejects.toThrow(message);
    await expect(parsed(text)).rejects.toMatchObject({ name: 'UserError' });
  });

  it('the error of who chooses comes through', async () => {
    const refuse = () => {
      throw new RangeError('not these');
    };
    await expect(parseCsv(bytesOf('a\n1\n'), 'points.csv', refuse)).rejects.toThrow(new RangeError('not these'));
  });
});
