import { expect, test } from 'vitest';
import type { Cell, Notebook } from '../../tools/notebook/notebook-file.js';
import { injectParameters, takeParameters } from '../../tools/notebook/parameters.js';

const cell = (source: string, ...tags: string[]): Cell => ({
  cell_type: 'code',
  id: source,
  metadata: { tags },
  source,
});
const notebook = (...cells: Cell[]): Notebook => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
const declaring = 'const steps = 100, rate: number | undefined = undefined;\nlet name = "a", rows = [1];\nf();';

test('takeParameters: values are JSON where that can be read, else text', () => {
  const args = ['a.ipynb', '-p', 'steps', '5', '--check', '--parameters', 'name', 'U1', '-p', 'rows', '[1, 2]'];
  const { parameters, rest } = takeParameters(args);
  expect(Object.fromEntries(parameters)).toEqual({ steps: 5, name: 'U1', rows: [1, 2] });
  expect(rest).toEqual(['a.ipynb', '--check']);
  expect(() => takeParameters(['a.ipynb', '-p', 'steps'])).toThrow(
    'Expected -p to be followed by a name and a value, got steps',
  );
});

test('injectParameters: a cell below the one tagged `parameters`, in which the names keep their types', () => {
  const { cells } = notebook(cell('1'), cell(declaring, 'parameters'), cell('2'));
  const values = { steps: 5, rate: 0.1, name: 'b', rows: [] };
  injectParameters({ ...notebook(), cells }, new Map(Object.entries(values)), 'a.ipynb');
  expect(cells.map(({ id }) => id)).toEqual(['1', declaring, 'injected-parameters', '2']);
  expect(cells[2]!.metadata).toEqual({ tags: ['injected-parameters'] });
  expect(cells[2]!.source.split('\n')).toEqual([
    '// Parameters',
    'const steps: number = 5;',
    'const rate: number | undefined = 0.1;',
    'let name: string = "b";',
    'let rows = [];',
  ]);
});

test('injectParameters: what an earlier run has injected is replaced; without values nothing changes', () => {
  const { cells } = notebook(cell(declaring, 'parameters'), cell('old', 'injected-parameters'));
  injectParameters({ ...notebook(), cells }, new Map(), 'a.ipynb');
  expect(cells[1]!.source).toBe('old');
  injectParameters({ ...notebook(), cells }, new Map([['steps', 7]]), 'a.ipynb');
  expect(cells.map(({ source }) => source)).toEqual([declaring, '// Parameters\nconst steps: number = 7;']);
});

test('injectParameters: one line for a name that is not declared, and for a notebook that declares none', () => {
  const inject = (...cells: Cell[]) => injectParameters(notebook(...cells), new Map([['step', 7]]), 'a.ipynb');
  expect(() => inject(cell(declaring, 'parameters'))).toThrow(
    'a.ipynb: Unknown parameter "step"; did you mean "steps"? (known: steps, rate, name, rows)',
  );
  const none = 'a.ipynb: expected a cell tagged "parameters" that declares some, got none';
  expect(() => inject(cell('const step = 1;'))).toThrow(none);
  expect(() => inject(cell('f();', 'parameters'))).toThrow(none);
});
