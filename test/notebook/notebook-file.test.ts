import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.js';
import { readNotebook, writeNotebook } from '../../tools/notebook/notebook-file.js';
import { notebookJson, splitLines } from '../../tools/notebook/notebook-json.js';
import { sharedFolder } from '../support/folders.js';
import { writeCells } from './notebooks.js';

const folder = sharedFolder();

describe('readNotebook: one line for what is not a notebook of tslab', () => {
  const file = (text: string) => {
    const path = join(folder, 'odd.ipynb');
    writeFileSync(path, text);
    return path;
  };
  test.each([
    ['not JSON', '{"cells": [', /odd\.ipynb is damaged: expected JSON, got something else$/],
    ['empty', '', /odd\.ipynb is damaged: expected JSON, got an empty file$/],
    ['JSON, but no object', '7', /odd\.ipynb: the whole: expected object, received number$/],
    ['another JSON file', '{"name": "vinf"}', /expected a notebook of format 4, got no nbformat$/],
    ['old format', '{"nbformat": 3, "worksheets": []}', /expected a notebook of format 4, got 3$/],
    ['no cells', '{"nbformat": 4}', /odd\.ipynb: cells: expected array, received undefined$/],
    ['odd cells', '{"nbformat": 4, "cells": [null]}', /odd\.ipynb: cells\[0\]: expected object, received null$/],
    [
      'Python',
      '{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"name": "python3"}}}',
      /"tslab", got "python3"$/,
    ],
  ])('%s', async (_, text, message) => {
    const error = await readNotebook(file(text)).catch((e) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });

  test('a missing file', async () => {
    await expect(readNotebook(join(folder, 'none.ipynb'))).rejects.toThrow(
      /^Cannot read .*none\.ipynb: there is no such file/,
    );
  });
});

test('readNotebook: cells without an id get the same ones every time, ids that are there stay', async () => {
  const cell = (id?: string) => ({
    cell_type: 'code',
    source: ['a\n', 'b'],
    metadata: {},
    outputs: [],
    ...(id && { id }),
  });
  const path = writeCells(folder, 'ids.ipynb', [], { cells: [cell(), cell('cell-1'), cell('mine'), cell('mine')] });
  const { notebook } = await readNotebook(path);
  const ids = notebook.cells.map(({ id }) => id);
  expect(ids.slice(2, 3)).toEqual(['mine']);
  expect(new Set(ids).size).toBe(4);
  expect((await readNotebook(path)).notebook.cells.map(({ id }) => id)).toEqual(ids);
  expect(notebook.cells[0]!.source).toBe('a\nb');
});

test('readNotebook passes over a byte-order mark, and outputs that no run has replaced are written as they stood', async () => {
  const outputs = [
    { name: 'stdout', output_type: 'stream', text: ['a\n', 'b'] },
    { ename: 'Error', evalue: 'no', output_type: 'error', traceback: ['Error: no'] },
    { data: { 'text/plain': ['1'] }, execution_count: 1, metadata: {}, output_type: 'execute_result' },
  ];
  const cells = [{ cell_type: 'code', id: 'a', metadata: {}, source: '1', execution_count: 1, outputs }];
  const path = writeCells(folder, 'mark.ipynb', [], { cells });
  writeFileSync(path, `\uFEFF${readFileSync(path, 'utf8')}`);
  const { notebook } = await readNotebook(path);
  expect(JSON.parse(writeNotebook(notebook)).cells[0].outputs).toEqual(outputs);
});

test('writeNotebook: format 4.5, text as lines, no timestamps; reading it back and writing it changes nothing', async () => {
  const metadata = { execution: { 'shell.execute_reply': '2026-01-01T00:00:00Z' }, trusted: true, tags: ['kept'] };
  const cells = [{ cell_type: 'code', id: 'a', metadata, source: 'one\ntwo', execution_count: 1, outputs: [] }];
  const { notebook } = await readNotebook(writeCells(folder, 'times.ipynb', [], { cells }));
  notebook.cells[0]!.outputs = [
    { output_type: 'stream', name: 'stdout', text: 'x\ny\n' },
    { output_type: 'display_data', data: { 'text/plain': 'p\nq', 'image/png': 'AAAA' }, metadata: {} },
  ];
  const text = writeNotebook(notebook);
  const json = JSON.parse(text);
  expect(json.nbformat_minor).toBe(5);
  expect(json.cells[0].metadata).toEqual({ tags: ['kept'] });
  expect(json.cells[0].source).toEqual(['one\n', 'two']);
  expect(json.cells[0].outputs[0].text).toEqual(['x\n', 'y\n']);
  expect(json.cells[0].outputs[1].data).toEqual({ 'text/plain': ['p\n', 'q'], 'image/png': 'AAAA' });
  const path = join(folder, 'again.ipynb');
  writeFileSync(path, text);
  const { notebook: again } = await readNotebook(path);
  expect(again.cells[0]!.source).toBe('one\ntwo');
});

test('notebookJson writes what Python’s json.dumps(indent=1, sort_keys=True) writes', () => {
  const value = {
    b: [],
    a: {},
    c: [1, -0.5, 1e-7, 0.00001234, 1e21, 123456789012, null, true],
    é: 'ü\u2028"\\\n\t\x01',
  };
  const lines = ['{', ' "a": {},', ' "b": [],', ' "c": [', '  1,', '  -0.5,', '  1e-07,', '  1.234e-05,', '  1e+21,'];
  const more = ['  123456789012,', '  null,', '  true', ' ],', ' "é": "ü\u2028\\"\\\\\\n\\t\\u0001"', '}', ''];
  expect(notebookJson(value)).toBe([...lines, ...more].join('\n'));
});

test('splitLines splits where Python’s splitlines(True) does', () => {
  expect(splitLines('a\nb\r\nc\rd\u2028e\x0cf')).toEqual(['a\n', 'b\r\n', 'c\r', 'd\u2028', 'e\x0c', 'f']);
  expect(splitLines('\n\n')).toEqual(['\n', '\n']);
  expect(splitLines('')).toEqual([]);
});

const python = ['/usr/bin/python3', 'python3'].find((command) => {
  try {
    execFileSync(command, ['-c', 'import nbformat'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

test.skipIf(python === undefined)('writeNotebook writes byte for byte what Python’s nbformat writes', async () => {
  const { notebook } = await readNotebook(
    writeCells(folder, 'here.ipynb', ['console.log("a\u2028b", 1e-5)\n// é\x0c', '']),
  );
  notebook.cells[0]!.outputs = [
    { output_type: 'stream', name: 'stdout', text: 'a\r\nb\x0bc' },
    {
      output_type: 'display_data',
      data: {
        'text/plain': 'p',
        'text/html': '<b>\n</b>',
        'image/png': 'AAAA',
        'application/vnd.plotly.v1+json': { z: [1e-5, 2.5], a: [] },
      },
      metadata: { 'image/png': { width: 700 } },
    },
  ];
  const ours = join(folder, 'ours.ipynb');
  writeFileSync(ours, writeNotebook(notebook));
  const theirs = join(folder, 'theirs.ipynb');
  const script = 'import nbformat, sys; nbformat.write(nbformat.read(sys.argv[1], as_version=4), sys.argv[2])';
  execFileSync(python!, ['-c', script, ours, theirs]);
  expect(readFileSync(ours, 'utf8')).toBe(readFileSync(theirs, 'utf8'));
});
