import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { smallRun } from '../e2e/cli/vinf.js';
import { sharedFolder } from '../support/folders.js';
import {
  checkEnd,
  draws,
  type EndSignal,
  leftOver,
  seed,
  signalsInTurn,
  startCommand,
  sums,
  undisturbed,
} from './kills.js';

const kills = 20;
const home = sharedFolder();
const folderOf = (name: string) => join(home, 'runs', name);
const shortRun = [...smallRun, '--steps', '400', '--checkpoint-every', '10'];
const longRun = [...smallRun, '--steps', '12000', '--checkpoint-every', '40'];
const whole = { short: '', long: '', shortTime: 0 };

beforeAll(async () => {
  const short = await undisturbed(home, ['train', ...shortRun, '--name', 'short', '--json']);
  const long = await undisturbed(home, ['train', ...longRun, '--name', 'long', '--json']);
  Object.assign(whole, { short: short.stdout, long: long.stdout, shortTime: short.milliseconds });
});

/** Begins the run, or goes on with it where its folder has been made. */
const nextStart = (name: string, options: readonly string[]) =>
  startCommand(
    home,
    existsSync(join(folderOf(name), 'config.json'))
      ? ['resume', name, '--json']
      : ['train', ...options, '--name', name, '--json'],
  );

/** After a signal that can be listened to: nothing that was not there before, and a checkpoint if anything was made. */
async function checkAfter(command: ReturnType<typeof nextStart>, signal: EndSignal, name: string, before: string[]) {
  const { code } = await checkEnd(command, signal);
  if (signal === 'SIGKILL') return;
  const left = leftOver(folderOf(name));
  expect(code === null ? left.filter((file) => !before.includes(file)) : left, `after ${signal}`).toEqual([]);
  const hasRun = existsSync(join(folderOf(name), 'config.json'));
  if (hasRun && code !== null) {
    const checkpoints = Object.keys(sums(join(folderOf(name), 'checkpoints')));
    expect(checkpoints.some((file) => file.startsWith('step-'))).toBe(true);
  }
}

/** Goes on to the end, which is that of the undisturbed run: result, rows, weights, config, no file more or less. */
async function checkWhole(name: string, like: 'short' | 'long', options: readonly string[]) {
  const end = await nextStart(name, options).end;
  expect(end.code, end.stderr).toBe(0);
  const resultOf = (text: string) => ({ ...JSON.parse(text), run: '' });
  expect(resultOf(end.stdout)).toEqual(resultOf(whole[like]));
  const { 'timings.jsonl': _, ...broken } = sums(folderOf(name));
  const { 'timings.jsonl': __, ...undisturbed } = sums(folderOf(like));
  expect(broken).toEqual(undisturbed);
  expect(stepsOf(name)).toEqual(stepsOf(like));
}

const stepsOf = (name: string) => linesOf(join(folderOf(name), 'timings.jsonl')).map((line) => JSON.parse(line).step);
const linesOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []);

it(`a run that is killed ${kills} times on its way ends as one that nothing disturbed (seed ${seed})`, async () => {
  const random = draws('train');
  for (let i = 0; i < kills; i++) {
    const signal = signalsInTurn[i % signalsInTurn.length]!;
    const before = leftOver(folderOf('broken'));
    const command = nextStart('broken', longRun);
    await sleep(random() * 1.5 * whole.shortTime);
    command.send(signal, i % 2 ? 'group' : 'process');
    await checkAfter(command, signal, 'broken', before);
  }
  await checkWhole('broken', 'long', longRun);
});

it.each(
  Array.from({ length: kills }, (_, i) => i),
)(`a short run that is killed at a moment of its life, or near its end, goes on from there (%i, seed ${seed})`, async (i) => {
  const random = draws(`short ${i}`);
  const [name, signal] = [`life-${i}`, signalsInTurn[i % signalsInTurn.length]!];
  const command = nextStart(name, shortRun);
  if (i % 2) await sleep(random() * whole.shortTime);
  else {
    const rows = join(folderOf(name), 'metrics.jsonl');
    while (command.isRunning() && linesOf(rows).length < 4) await sleep(2);
    await sleep(random() * 200);
  }
  command.send(signal, 'process');
  await checkAfter(command, signal, name, []);
  await checkWhole(name, 'short', shortRun);
});

it.each([
  'SIGINT',
  'SIGTERM',
] as const)(`%s sent several times in quick succession leaves nothing over (seed ${seed})`, async (signal) => {
  const random = draws(`burst ${signal}`);
  for (let i = 0; i < 5; i++) {
    const name = `burst-${signal}-${i}`;
    const command = nextStart(name, longRun);
    while (!existsSync(join(folderOf(name), 'lock'))) await sleep(5);
    await sleep(random() * 500);
    for (let sent = 0; sent < 3; sent++) {
      command.send(signal, 'group');
      await sleep(random() * 400);
    }
    await checkEnd(command, signal); // By the signal itself, if one came when the process was at its end already.
    expect(leftOver(folderOf(name))).toEqual([]);
  }
});
