import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { readJson, writeCells } from '../../notebook/notebooks.js';
import { sharedFolder } from '../../support/folders.js';
import { runNode } from '../../support/processes.js';

vi.setConfig({ testTimeout: 180_000 }); // A kernel takes 3 s to start, ten times that on a busy machine.

const folder = sharedFolder();
const cli = (...args: string[]) => runNode(['--import', 'tsx', 'tools/notebook/run.ts', ...args]);

const code = (source: string, tags: string[] = [], more: object = {}) => ({
  ...{ cell_type: 'code', execution_count: null, outputs: [], source },
  ...{ metadata: { tags }, ...more },
});
const kept = [
  { name: 'stdout', output_type: 'stream', text: ['of another day\n'] },
  { ename: 'Error', evalue: 'no', output_type: 'error', traceback: ['Error: no'] },
];

test('the command: tags are honoured, a flood is no obstacle, and a byte-order mark is not either', async () => {
  const cells = [
    code('throw new Error("on purpose");', ['raises-exception']),
    code('never;', ['skip-execution'], { execution_count: 7, outputs: kept }),
    code('const steps = 100;\nconst name = "U1";', ['parameters']),
    code('for (let i = 0; i < 10_000; i++) console.log(i);'),
    code("console.error('10:15 - epoch 1 done');\nconsole.log(steps, name);"),
  ];
  const path = writeCells(folder, 'tags.ipynb', [], { cells });
  writeFileSync(path, `\uFEFF${readFileSync(path, 'utf8')}`);
  const { code: exit, stdout, stderr } = await cli(path, '-p', 'steps', '5', '-p', 'name', 'U2');
  expect([exit, stderr]).toEqual([0, '']);
  expect(stdout.trim().split('\n').at(-1)).toBe(`${path}: 5 cells, outputs written`);
  const written = readJson(path).cells;
  expect(written[0].outputs).toMatchObject([{ name: 'stderr', text: expect.arrayContaining(['Error: on purpose\n']) }]);
  expect(written[1]).toMatchObject({ execution_count: 7, outputs: kept });
  expect(written[3]).toMatchObject({
    metadata: { tags: ['injected-parameters'] },
    source: ['// Parameters\n', 'const steps: number = 5;\n', 'const name: string = "U2";'],
  });
  expect(written[4].outputs[0].text).toHaveLength(10_000);
  expect(written[5].outputs.at(-1).text).toEqual(['5 U2\n']);
});

test('the command: a value of the wrong type fails the cell, an unknown parameter is one line before anything runs', async () => {
  const path = writeCells(folder, 'parameters.ipynb', [], { cells: [code('const steps = 100;', ['parameters'])] });
  const wrong = await cli(path, '-p', 'steps', 'many');
  expect(wrong.stderr).toMatch(/\n2:7 - Type 'string' is not assignable to type 'number'\.\n$/);
  const { code: exit, stderr } = await cli(path, '-p', 'step', '5');
  expect([exit, stderr.trim()]).toEqual([2, `${path}: Unknown parameter "step"; did you mean "steps"? (known: steps)`]);
});
