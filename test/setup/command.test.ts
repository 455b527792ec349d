import { expect, test } from 'vitest';
import { CommandError, runQuietly } from '../../tools/setup/command.mjs';

const node = (code: string) => [process.execPath, '-e', code];

test('runQuietly says what it does and hides what the command says', async () => {
  const lines: string[] = [];
  await runQuietly('Working', node("console.log('noise')"), { cwd: '/', say: (line) => lines.push(line) });
  expect(lines).toEqual(['Working ...', expect.stringMatching(/^ {2}done in \d+ s$/)]);
});

test('runQuietly keeps all that a failing command says, and picks the line that says why', async () => {
  const code = "console.log('first'); console.error('Error: no network\\nE: nothing installed'); process.exitCode = 3";
  const running = runQuietly('Working', node(code), { cwd: '/', say: () => {} });
  await expect(running).rejects.toMatchObject({
    name: 'CommandError',
    message: expect.stringContaining('failed with exit code 3'),
    output: 'first\nError: no network\nE: nothing installed',
    reason: 'E: nothing installed',
  });
});

test('runQuietly stops a command that takes too long, and says which program is missing', async () => {
  const endless = runQuietly('Working', node('setInterval(() => {}, 1000)'), { cwd: '/', timeout: 300, say: () => {} });
  await expect(endless).rejects.toThrow('stopped by SIGTERM');
  const nothing = runQuietly('Working', ['no-such-program'], { cwd: '/', say: () => {} });
  await expect(nothing).rejects.toThrow('`no-such-program` is not installed');
});

test('runQuietly gives the command its environment', async () => {
  const code = "process.exitCode = process.env.VINF_TEST === 'yes' && process.env.PATH ? 0 : 1";
  await runQuietly('Working', node(code), { cwd: '/', env: { VINF_TEST: 'yes' }, say: () => {} });
});

test('the reason of an npm that cannot reach its registry is the line that says so', () => {
  const lines = ['npm error code ECONNREFUSED', 'npm error request to http://x failed, reason: connect ECONNREFUSED'];
  const output = [...lines, 'npm error A complete log of this run can be found in: /x'].join('\n');
  expect(new CommandError('`npm` failed', output).reason).toBe(lines[1]);
});
