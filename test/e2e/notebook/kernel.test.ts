import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Kernel, startKernel } from '../../../tools/notebook/kernel.js';
import type { Message } from '../../../tools/notebook/message.js';
import { folderWith } from '../../support/folders.js';
import { eventually, isAlive, startNode } from '../../support/processes.js';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // A kernel takes 3 s to start, ten times that on a busy machine.

const recoil = 250; // ms for which tslab refuses cells after an error

let kernel: Kernel;
beforeAll(async () => {
  kernel = await startKernel(tmpdir());
});
afterAll(() => kernel?.kill());

async function run(code: string) {
  const messages: Message[] = [];
  const reply = await kernel.execute(code, (message) => messages.push(message));
  await kernel.info();
  if (reply.status !== 'ok') await new Promise((done) => setTimeout(done, recoil));
  const texts = messages.map(({ content }) => content.text ?? content.data);
  return { status: reply.status, texts };
}

test('startKernel: tslab answers with its language', async () => {
  expect((await kernel.info()).language_info).toMatchObject({ name: 'typescript' });
});

test('execute: output, then the reply; values live on in the next cell', async () => {
  expect(await run('const twenty: number = 20; console.log("hello");')).toEqual({ status: 'ok', texts: ['hello\n'] });
  expect(await run('twenty + 3')).toEqual({ status: 'ok', texts: ['23\n'] });
});

test('execute: the kernel works in the folder it was started in', async () => {
  expect(await run('process.cwd()')).toEqual({ status: 'ok', texts: [`${tmpdir()}\n`] });
});

test('execute: a failure is a status and a text on stderr, without frames of Node and tslab', async () => {
  const { status, texts } = await run('function f() { throw new TypeError("no") }\nf();');
  expect(status).toBe('error');
  expect(texts.join('')).toContain('TypeError: no\n');
  expect(texts.join('')).not.toMatch(/node:|tslab|evalmachine/);
});

test('execute: a short property whose name is of an earlier cell fails, and the reader is told what to write', async () => {
  await run('const rate = 3;');
  const { status, texts } = await run('const settings = { rate };');
  expect(status).toBe('error');
  expect(texts.join('')).toMatch(/rate is not defined\n.*write \{ rate: rate \} for \{ rate \}/);
});

test('interrupt stops a loop, and the kernel goes on', async () => {
  const loop = run('while (true);');
  setTimeout(() => kernel.interrupt(), 500);
  expect((await loop).status).toBe('error');
  expect((await run('1')).status).toBe('ok');
});

test('heartbeat answers, and not while the kernel computes', async () => {
  expect(await kernel.heartbeat(5000)).toBe(true);
  const busy = run('{ const end = Date.now() + 1500; while (Date.now() < end); }');
  await new Promise((done) => setTimeout(done, 300));
  expect(await kernel.heartbeat(300)).toBe(false);
  await busy;
});

test('shutdown ends the kernel although a timer would keep it alive', async () => {
  await run('const timer = setInterval(() => 0, 100);');
  await kernel.shutdown();
  expect(isAlive(kernel.pid)).toBe(false);
  await expect(kernel.execute('1')).rejects.toThrow();
});

test('a kernel that dies rejects the running cell with how it died', async () => {
  kernel = await startKernel(tmpdir());
  await expect(kernel.execute('process.exit(3)')).rejects.toThrow('The notebook kernel died: exit code 3');
});

test.skipIf(process.platform === 'win32')('a kernel ends when its runner is killed without warning', async () => {
  const source = `import { startKernel } from ${JSON.stringify(new URL('../../../tools/notebook/kernel.ts', import.meta.url).href)};
    startKernel('.').then((kernel) => console.log(kernel.pid));`;
  const TMPDIR = folderWith(); // for what a killed runner leaves behind
  const runner = startNode(['--import', 'tsx', '--input-type=module', '-e', source], { TMPDIR });
  const pid = await new Promise<number>((resolve) => runner.stdout.once('data', (text) => resolve(Number(text))));
  expect(isAlive(pid)).toBe(true);
  runner.kill('SIGKILL');
  expect(await eventually(() => !isAlive(pid))).toBe(true);
});
