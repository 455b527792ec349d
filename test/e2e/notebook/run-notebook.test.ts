import { readdirSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { CellError } from '../../../tools/notebook/cell-error.js';
import { type CellProgress, runNotebook } from '../../../tools/notebook/run-notebook.js';
import { readJson, writeCells } from '../../notebook/notebooks.js';
import { project, readOnlyDisk, sharedFolder } from '../../support/folders.js';
import { runNode } from '../../support/processes.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // A kernel takes 3 s to start, ten times that on a busy machine.

const folder = sharedFolder(project); // where a cell finds the library by its name
const TMPDIR = sharedFolder();

const cli = (...args: string[]) => runNode(['--import', 'tsx', 'tools/notebook/run.ts', ...args], { TMPDIR });

/** Runs a notebook that must fail; returns the error, after checking that nothing was written. */
async function failure(name: string, sources: string[], timeout = 60): Promise<CellError> {
  const path = writeCells(folder, name, sources);
  const before = readFileSync(path, 'utf8');
  const error = await runNotebook(path, { timeout }).then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(CellError);
  expect(readFileSync(path, 'utf8')).toBe(before);
  return error;
}

test('runNotebook runs in the notebook’s folder, writes the outputs, and a second run changes nothing', async () => {
  const path = writeCells(folder, 'good.ipynb', [
    'import { newDisplay } from "tslab";\nconst display = newDisplay();\ndisplay.text("first");\nconsole.log("a"); console.log("b");',
    ' ',
    'display.html("<b>last</b>");\nprocess.cwd()',
  ]);
  const progress: CellProgress[] = [];
  expect(await runNotebook(path, { onProgress: (p) => progress.push(p) })).toEqual({ cells: 2, changed: true });
  expect(progress.map(({ number, total, seconds }) => [number, total, seconds !== undefined])).toEqual([
    [1, 2, false],
    [1, 2, true],
    [2, 2, false],
    [2, 2, true],
  ]);
  const { cells, nbformat_minor, metadata } = readJson(path);
  expect(cells.map((cell: { execution_count: number }) => cell.execution_count)).toEqual([1, null, 2]);
  expect(cells[0].outputs).toEqual([
    { data: { 'text/html': ['<b>last</b>'] }, metadata: {}, output_type: 'display_data' },
    { name: 'stdout', output_type: 'stream', text: ['a\n', 'b\n'] },
  ]);
  expect(cells[2].outputs[0].text).toEqual([`${folder}\n`]);
  expect([nbformat_minor, metadata.kernelspec.name, metadata.language_info.name]).toEqual([5, 'tslab', 'typescript']);

  const before = readFileSync(path, 'utf8');
  expect(await runNotebook(path)).toEqual({ cells: 2, changed: false });
  expect(readFileSync(path, 'utf8')).toBe(before);
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});

test('runNotebook stops at an error that only stderr tells: a rejected promise that nobody awaits', async () => {
  const error = await failure('floating.ipynb', ['1', 'Promise.reject(new Error("floating"));\n2', '3']);
  expect([error.cell, error.reason]).toEqual([2, 'UnhandledPromiseRejection: Error: floating']);
});

test('runNotebook gives up on a cell after its time, also when it cannot be interrupted', async () => {
  const error = await failure('slow.ipynb', ['await new Promise((done) => setTimeout(done, 1));\nwhile (true);'], 1);
  expect(error.cell).toBe(1);
  expect(error.reason).toMatch(/took longer than 1 s/);
});

test('runNotebook says in which cell the kernel died', async () => {
  const error = await failure('death.ipynb', ['1', 'process.kill(process.pid, "SIGKILL");']);
  expect([error.cell, error.reason]).toEqual([2, 'The notebook kernel died: signal SIGKILL']);
});

test('the command: a failing cell gives number, source and one line of reason, exit code 1', async () => {
  const path = writeCells(folder, 'bad.ipynb', ['console.log("fine")', 'const no = 1;\nthrow new RangeError("no");']);
  const before = readFileSync(path, 'utf8');
  const { code, stdout, stderr } = await cli(path);
  expect(stdout).toMatch(/^\[1\/2\] \d+\.\d s console\.log\("fine"\)\n$/);
  expect(stderr.trim().split('\n')).toEqual([
    `${path}: cell [2] failed`,
    '    const no = 1;',
    '    throw new RangeError("no");',
    'RangeError: no',
  ]);
  expect(code).toBe(1);
  expect(readFileSync(path, 'utf8')).toBe(before);
  expect(readdirSync(TMPDIR).filter((name) => name.startsWith('vinf-'))).toEqual([]);
});

test('the command: --check runs, writes nothing, and tells by its exit code whether the outputs are those in the file', async () => {
  const path = writeCells(folder, 'stale.ipynb', ['1 + 1']);
  const before = readFileSync(path, 'utf8');
  const { code, stdout } = await cli(path, '--check');
  expect([code, stdout.trim().split('\n').at(-1)]).toEqual([
    1,
    `${path}: 1 cells, outputs differ from those in the file`,
  ]);
  expect(readFileSync(path, 'utf8')).toBe(before);
});

test.each([
  ['a missing notebook', ['none.ipynb'], /^Cannot read none\.ipynb: there is no such file or folder$/],
  ['something else', ['package.json'], /^package\.json: expected a notebook of format 4, got no nbformat$/],
  ['no notebook', [], /^Expected the path of a notebook, got none/],
  ['an unknown option', ['a.ipynb', '--chek'], /^Unknown option "--chek"; did you mean "--check"\?/],
  [
    'a senseless limit',
    ['a.ipynb', '--timeout', '-3'],
    /^Expected --timeout to be a number of seconds above 0, got -3$/,
  ],
])('the command: %s is one line, exit code 2', async (_, args, message) => {
  const { code, stderr } = await cli(...args);
  expect(stderr.trim()).toMatch(message);
  expect(code).toBe(2);
});

test('the command: a place that cannot be written, and a zeromq that does not load, are one line before any cell', async ({
  skip,
}) => {
  const path = writeCells(folder, 'never.ipynb', ['1']);
  const noZeromq = `import Module from 'node:module';
    const load = Module._load;
    Module._load = (name, ...rest) => { if (name === 'zeromq') throw new Error('no addon'); return load(name, ...rest); }`;
  const hook = `data:text/javascript,${encodeURIComponent(noZeromq)}`;
  const without = await runNode(['--import', hook, '--import', 'tsx', 'tools/notebook/run.ts', path], { TMPDIR });
  expect(without).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^zeromq does not load[^\n]*setup`\n$/),
  });
  const disk = readOnlyDisk(folder) ?? skip('needs root and mount');
  try {
    const { code, stdout, stderr } = await cli(path);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Cannot write .*never\.ipynb: the disk is read-only; [^\n]*\n$/);
  } finally {
    disk.unmount();
  }
});
