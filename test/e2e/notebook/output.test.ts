import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Kernel, startKernel } from '../../../tools/notebook/kernel.js';
import type { Message } from '../../../tools/notebook/message.js';
import { collectOutputs } from '../../../tools/notebook/outputs.js';
import { sharedFolder } from '../../support/folders.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // As a kernel's start, see kernel.test.ts.

const folder = sharedFolder();
let kernel: Kernel;
beforeAll(async () => {
  writeFileSync(join(folder, 'helper.ts'), 'export const helped: number = 3;\n');
  kernel = await startKernel(folder);
  await run("import { execFileSync, execSync, spawn } from 'node:child_process';");
});
afterAll(() => kernel?.kill());

/** Runs a cell after which others may run whatever becomes of it; `texts` has the name of a stream before its text. */
async function run(code: string) {
  const messages: Message[] = [];
  const reply = await kernel.execute(code, (message) => messages.push(message), true);
  await kernel.info();
  const { outputs, listener } = collectOutputs().cell();
  for (const message of messages) listener(message);
  const texts = outputs.map((output) =>
    output.output_type === 'stream' ? `${output.name} ${output.text}` : output.data,
  );
  return { ...reply, messages, texts };
}

const numbers = (count: number) => `stdout ${Array.from({ length: count }, (_, i) => `${i}\n`).join('')}`;

test('10,000 lines arrive complete and in order, in few messages, and the next cell runs', async () => {
  const start = performance.now();
  const { status, texts, messages } = await run('for (let i = 0; i < 10_000; i++) console.log(i);');
  expect(performance.now() - start).toBeLessThan(15_000);
  expect([status, texts]).toEqual(['ok', [numbers(10_000)]]);
  expect(messages.length).toBeLessThan(500);
  expect((await run('"next"')).texts).toEqual(['stdout next\n']);
});

test('100,000 lines arrive too, and so do 2,000 with a pause after each', async () => {
  const start = performance.now();
  expect((await run('for (let i = 0; i < 100_000; i++) console.log(i);')).texts).toEqual([numbers(100_000)]);
  expect(performance.now() - start).toBeLessThan(60_000);
  const pausing = 'for (let i = 0; i < 2000; i++) { console.log(i); await new Promise((done) => setImmediate(done)); }';
  expect((await run(pausing)).texts).toEqual([numbers(2_000)]);
});

test('more than a million characters are cut, with a note, and an error still comes through', async () => {
  const { texts, reason } = await run(
    'for (let i = 0; i < 150_000; i++) console.log("line", i);\nthrow new RangeError("after all that");',
  );
  const [stdout, stderr] = texts as string[];
  expect(stdout).toMatch(
    /^stdout line 0\n.*\n\[A cell shows its first 1,000,000 characters; .*\]\n\[\d\d,\d{3} lines /s,
  );
  expect(stdout).toMatch(/\nline 149999\n$/);
  expect(stderr).toContain('RangeError: after all that\n');
  expect(reason).toContain('RangeError: after all that\n');
});

test('streams and displays stay in order, thousands of times', async () => {
  const { texts } = await run(`import { display } from 'tslab';
    for (let i = 0; i < 1500; i++) { console.log('out', i); console.error('err', i); display.text(String(i)); }`);
  const expected = Array.from({ length: 1500 }, (_, i) => [
    `stdout out ${i}\n`,
    `stderr err ${i}\n`,
    { 'text/plain': `${i}` },
  ]);
  expect(texts).toEqual(expected.flat());
});

test('what a timer writes after the end of its cell belongs to that cell', async () => {
  const { messages } = await run('{ setTimeout(() => { for (let i = 0; i < 600; i++) console.log(i); }, 100); }');
  const text = () => messages.map(({ content }) => content.text).join('');
  await expect.poll(text, { timeout: 10_000 }).toBe(numbers(600).slice('stdout '.length));
});

test('who waits until a text is written is told, and a character that comes in two pieces stays one', async () => {
  const { texts } = await run(`for (const byte of Buffer.from('∂\\n')) {
    await new Promise((done) => process.stdout.write(Uint8Array.of(byte), done)); }`);
  expect(texts).toEqual(['stdout ∂\n']);
});

test.each([
  ["console.error('10:15 - epoch 1 done')", '10:15 - epoch 1 done\n'],
  ["console.error('UnhandledPromiseRejection: of a log')", 'UnhandledPromiseRejection: of a log\n'],
])('a log on stderr is no failure: %s', async (code, text) => {
  const { status, reason, texts } = await run(code);
  expect({ status, reason, texts }).toEqual({ status: 'ok', reason: undefined, texts: [`stderr ${text}`] });
});

test.each([
  ["{ Promise.reject(new Error('floating')); }", 'UnhandledPromiseRejection: Error: floating\n'],
  [
    '/** @module wrong */\nexport const a: number = "a";',
    "wrong.ts 2:14 - Type 'string' is not assignable to type 'number'.\n",
  ],
  ["console.error('Error: tolerable');\nnull.x;", "2:1 - The value 'null' cannot be used here.\n"],
  ["import { helped } from './helper.ts';\nhelped", "1:24 - In a notebook write the path without its '.ts'.\n"],
])('the reply says what failed: %s', async (code, reason) => {
  expect((await run(code)).reason).toBe(reason);
});

test.each([
  ["import { helped } from './helper';\nhelped", '3\n'],
  ["import { helped } from './helper.js';\nhelped", '3\n'],
  ['for await (const x of [1, Promise.resolve(2)]) console.log(x);', '1\n2\n'],
  ['\uFEFFconsole.log("after a byte-order mark")', 'after a byte-order mark\n'],
])('%s', async (code, text) => {
  expect((await run(code)).texts).toEqual([`stdout ${text}`]);
});

test('child processes: what they inherit is the output of the cell', async () => {
  const { texts } = await run(`console.log('before');
    execSync('echo waited for; echo a problem >&2', { stdio: 'inherit' });
    execFileSync('echo', ['a file'], { stdio: ['ignore', 1, 2] });
    await new Promise((done) => spawn('echo', ['not waited for'], { stdio: 'inherit' }).on('close', done));
    console.log('after', execSync('echo returned', { encoding: 'utf8' }).trim());`);
  expect(texts).toEqual([
    'stdout before\nwaited for\n',
    'stderr a problem\n',
    'stdout a file\nnot waited for\nafter returned\n',
  ]);
});

test.each([
  "import { createInterface } from 'node:readline/promises';\nawait createInterface({ input: process.stdin }).question('?');",
  "process.stdin.on('data', () => 0);\nawait new Promise(() => 0);",
  'for await (const line of process.stdin) console.log(line);',
])('a cell that waits for input ends with one line: %s', async (code) => {
  const { status, texts } = await run(code);
  const line = 'UserError: A cell cannot ask for input: write what it would read into the cell\n';
  expect([status, texts]).toEqual(['error', [`stderr ${line}`]]);
});

test('a cell that may fail does not take those with it that wait behind it; any other does', async () => {
  const failing = 'throw new Error("on purpose")';
  const statuses = async (mayFail: boolean) => {
    const running = [kernel.execute(failing, () => undefined, mayFail), kernel.execute('1')];
    return (await Promise.all(running)).map(({ status }) => status);
  };
  expect(await statuses(true)).toEqual(['error', 'ok']);
  expect(await statuses(false)).toEqual(['error', 'abort']);
});
