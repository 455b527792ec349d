import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { type ProgressOptions, progress } from '../../src/training/progress.js';

function lines(options: ProgressOptions, act: (told: ReturnType<typeof progress>) => void): string {
  let text = '';
  const write = (chunk: Buffer, _: string, done: () => void) => {
    text += chunk;
    done();
  };
  act(progress({ ...options, stream: new Writable({ write }) as NodeJS.WriteStream }));
  return text;
}

it('progress tells steps, time and a note; without a known total it says nothing of what is left', () => {
  expect(lines({ total: 4 }, (told) => told.update(4, 'bound 1.00'))).toMatch(/^4\/4 \(0:00\) {2}bound 1\.00\n$/);
  const unknown = lines({ total: Number.POSITIVE_INFINITY }, (told) => told.update(1000, '0.0 MB'));
  expect(unknown).toMatch(/^1000 \(0:00\) {2}0\.0 MB\n$/);
});
