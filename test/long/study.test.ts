import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { folderWith, sharedFolder } from '../support/folders.js';
import { checkEnd, draws, leftOver, seed, signalsInTurn, startCommand, undisturbed } from './kills.js';

const kills = 20;
const study = ['study', 'targets2d', '--profile', 'quick'];
const [wholeData, wholeWork] = [sharedFolder(), sharedFolder()];
const whole = { result: {}, milliseconds: 0 };

/** The result file without what the clock and the checkout say, and the checksum of all of it. */
function resultIn(work: string): Record<string, unknown> {
  const text = readFileSync(join(work, 'report/results/targets2d-quick.json'), 'utf8');
  return JSON.parse(text, (key, value) => (['seconds', 'commit', 'checksum'].includes(key) ? undefined : value));
}

beforeAll(async () => {
  const { milliseconds } = await undisturbed(wholeData, [...study, '--jobs', '2'], wholeWork);
  Object.assign(whole, { result: resultIn(wholeWork), milliseconds });
  expect([...leftOver(wholeData), ...leftOver(wholeWork)]).toEqual([]);
});

it.each([
  1, 2,
])(`a study in %i processes that is killed ${kills} times ends as one that nothing disturbed (seed ${seed})`, async (jobs) => {
  const [data, work] = [folderWith(), folderWith()];
  const args = [...study, '--jobs', String(jobs)];
  const random = draws(`study ${jobs}`);
  for (let i = 0; i < kills; i++) {
    const signal = signalsInTurn[i % signalsInTurn.length]!;
    const before = [...leftOver(data), ...leftOver(work)];
    const command = startCommand(data, args, work);
    await sleep((random() * whole.milliseconds) / 10);
    command.send(signal, i % 2 ? 'group' : 'process');
    const { code } = await checkEnd(command, signal);
    const left = [...leftOver(data), ...leftOver(work)];
    if (code !== null) expect(left.filter((file) => !before.includes(file))).toEqual([]);
  }
  await undisturbed(data, args, work);
  expect(resultIn(work)).toEqual(whole.result);
  expect([...leftOver(data), ...leftOver(work)]).toEqual([]);
});
