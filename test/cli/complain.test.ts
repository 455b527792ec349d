import { CommanderError } from 'commander';
import { expect, it, vi } from 'vitest';
import { complain } from '../../src/cli/complain.js';
import { UserError } from '../../src/errors.js';

function told(error: unknown) {
  let stderr = '';
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text;
    return true;
  });
  const code = complain(error);
  write.mockRestore();
  return { code, stderr };
}

it('complain: a mistake is one line and exit code 2, also where a check of the library has found it', () => {
  expect(told(new UserError('no\nsuch \u001b[31mrun'))).toEqual({ code: 2, stderr: 'vinf: no such  [31mrun\n' });
  const message = 'Expected layers to be at least 1, got 0 (planar)';
  for (const error of [new RangeError(message), new TypeError(message)]) {
    expect(told(error)).toEqual({ code: 2, stderr: `vinf: ${message}\n` });
  }
});

it('complain: an error that nobody expected is one line and our part of the stack, exit code 1', () => {
  const { code, stderr } = told(new TypeError('x is not a function\nand more'));
  const [first, ...stack] = stderr.trimEnd().split('\n');
  expect(first).toBe('vinf: x is not a function');
  expect(stack.length).toBeGreaterThan(0);
  expect(stack.length).toBeLessThanOrEqual(5);
  expect(stack[0]).toMatch(/^ {4}at .*complain\.test\.ts/);
  expect(stack.join()).not.toMatch(/node_modules|node:/);
  expect(code).toBe(1);
});

it('complain: commander has said itself what was wrong', () => {
  expect(told(new CommanderError(0, 'commander.helpDisplayed', ''))).toEqual({ code: 0, stderr: '' });
  expect(told(new CommanderError(1, 'commander.unknownOption', 'x'))).toEqual({ code: 2, stderr: '' });
});
