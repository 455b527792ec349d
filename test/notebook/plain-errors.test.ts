import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.js';
import { contactSheet } from '../../src/notebook/contact-sheet.js';
import { describeError } from '../../src/notebook/plain-errors.js';

const caught = (action: () => unknown): Error => {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Expected an error');
};

test('describeError: what the library says about a wrong call is one line', () => {
  const error = caught(() => contactSheet([1, 2, 3]));
  expect(describeError(error)).toBe(
    'RangeError: Expected images to hold a multiple of 28 × 28 numbers, got 3 (contactSheet)',
  );
  expect(describeError(new UserError('No such file'))).toBe('UserError: No such file');
});

test('describeError: any other error keeps the frames that are not Node’s or tslab’s', () => {
  const error = new TypeError('no', { cause: new UserError('the disk is full') });
  error.stack = `evalmachine.<anonymous>:5\nx.y;\n  ^\n\nTypeError: no\n    at mine (/home/me/helper.js:3:1)
    at evalmachine.<anonymous>:5:1\n    at Script.runInThisContext (node:vm:135:14)
    at Object.execute (/home/me/node_modules/tslab/dist/executor.js:160:38)`;
  expect(describeError(error)).toMatch(
    /^x\.y;\n {2}\^\nTypeError: no\n {4}at mine \(\/home\/me\/helper\.js:3:1\)\n {2}because of .*the disk is full/,
  );
});

test('describeError: an error inside the library that is not about the call keeps its stack', () => {
  const error = caught(() => contactSheet(null as unknown as number[]));
  expect(describeError(error)).toMatch(/^TypeError: .*\n {4}at contactSheet/);
});
