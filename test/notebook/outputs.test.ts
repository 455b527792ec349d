import { expect, test } from 'vitest';
import { CellError, plainReason } from '../../tools/notebook/cell-error.js';
import { collectOutputs } from '../../tools/notebook/outputs.js';

const stream = (name: string, text: string) => ({ type: 'stream', parent: '', content: { name, text } });
const display = (type: string, text: string, id?: string) => ({
  type,
  parent: '',
  content: { data: { 'text/plain': text }, metadata: {}, transient: { display_id: id } },
});

test('collectOutputs joins consecutive texts on one stream only', () => {
  const { outputs, listener } = collectOutputs().cell();
  for (const [name, text] of [
    ['stdout', 'a'],
    ['stdout', 'b\n'],
    ['stderr', 'c'],
    ['stdout', 'd'],
  ])
    listener(stream(name!, text!));
  expect(outputs.map((output) => output.output_type === 'stream' && [output.name, output.text])).toEqual([
    ['stdout', 'ab\n'],
    ['stderr', 'c'],
    ['stdout', 'd'],
  ]);
});

test('collectOutputs: an update replaces the display where it stands, also in an earlier cell', () => {
  const collector = collectOutputs();
  const [first, second] = [collector.cell(), collector.cell()];
  first.listener(display('display_data', 'one', 'live'));
  first.listener(display('display_data', 'other'));
  first.listener(display('update_display_data', 'two', 'live'));
  second.listener(display('update_display_data', 'three', 'live'));
  second.listener(display('update_display_data', 'nowhere', 'unknown'));
  expect(first.outputs).toEqual([
    { output_type: 'display_data', data: { 'text/plain': 'three' }, metadata: {} },
    { output_type: 'display_data', data: { 'text/plain': 'other' }, metadata: {} },
  ]);
  expect(second.outputs).toEqual([]);
});

test('plainReason keeps the message and drops code excerpts and stacks', () => {
  const text =
    'file:///x/planar.js:3\n    throw new RangeError(m);\n    ^\n\nRangeError: Expected layers …\n    at planar (x:1)\n    at y\n';
  expect(plainReason(text)).toBe('RangeError: Expected layers …');
  expect(plainReason('1:5 - Cannot find name "x".\n')).toBe('1:5 - Cannot find name "x".');
  expect(plainReason()).toBe('It failed, and the kernel gave no reason');
});

test('CellError shows the path, the number, at most 20 lines of source, and the reason', () => {
  const error = new CellError('a.ipynb', 3, 'x\n'.repeat(25), 'RangeError: no');
  expect(error.message.split('\n').slice(0, 2)).toEqual(['a.ipynb: cell [3] failed', '    x']);
  expect(error.message).toContain('… 5 more lines\nRangeError: no');
});
