import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Arena, arena } from '../../../src/engine/compiled/arena.js';
import { cosineDecay } from '../../../src/problem/cosine-decay.js';
import { adam, rmsprop } from '../../../src/problem/optimiser.js';
import { noise } from '../../../src/random/index.js';
import { startNode } from '../../support/processes.js';
import { bitsOf } from './bits.js';
import { sharedArena } from './shared-arena.js';

/** The threads that were started, and whether they may be. */
const threads = { started: [] as Worker[], allowed: true };

class Recorded extends Worker {
  constructor(...args: ConstructorParameters<typeof Worker>) {
    if (!threads.allowed) throw new Error('no threads here');
    super(...args);
    threads.started.push(this);
  }
}

const { getBuiltinModule } = process;

beforeEach(() => {
  vi.spyOn(process, 'getBuiltinModule').mockImplementation((name) =>
    name === 'worker_threads' ? { Worker: Recorded } : getBuiltinModule(name),
  );
});

afterEach(() => {
  vi.restoreAllMocks();
  threads.started.length = 0;
  threads.allowed = true;
});

function updateBoth(arenas: readonly Arena[], step: number): void {
  const gradients = noise(3, 'gradients', step).normal(arenas[0]!.gradients.length);
  for (const { gradients: own } of arenas) own.set(gradients);
  for (const { update } of arenas) update(step, true);
}

const childScript = fileURLToPath(new URL('./helpers-child.ts', import.meta.url));
const learningRate = cosineDecay({ learningRate: 0.01, steps: 30 });
/** Less than a stretch of the arrays, some whole ones, and some with a rest that is no whole SIMD register. */
const lengths = [7, 2 ** 16, 100_003];

describe('helpers change no bit', () => {
  it.each([
    ['adam', adam({ learningRate }), undefined],
    ['adam, clipped', adam({ learningRate }), 0.5],
    ['rmsprop', rmsprop({ learningRate: 0.01 }), undefined],
    ['rmsprop, clipped', rmsprop({ learningRate }), 0.5],
  ])('%s', async (_, optimiser, clipNorm) => {
    for (const length of lengths) {
      const alone = arena(length, optimiser, clipNorm);
      const together = sharedArena(length, optimiser, 3, clipNorm);
      await Promise.all(threads.started.splice(0).map((thread) => once(thread, 'online')));
      for (let step = 0; step < 25; step++) updateBoth([alone, together], step);
      expect(bitsOf(together.state)).toBe(bitsOf(alone.state));
      together.end();
    }
  });
});

describe('a helper', () => {
  it('makes a whole update where nobody else does', async () => {
    const optimiser = adam({ learningRate });
    const [alone, together] = [arena(100_003, optimiser), sharedArena(100_003, optimiser, 1)];
    updateBoth([alone, together], 0);
    alone.update(0); // The board still has the numbers of that update.
    const [turn, next, done, all] = [0, 16, 32, 48];
    Atomics.store(together.board, done, 0);
    Atomics.store(together.board, next, 0);
    Atomics.add(together.board, turn, 1);
    Atomics.notify(together.board, turn);
    await expect.poll(() => Atomics.load(together.board, done), { timeout: 30_000 }).toBe(together.board[all]);
    expect(bitsOf(together.state)).toBe(bitsOf(alone.state));
    together.end();
  });

  it.each(['that has not started yet', 'that sleeps'])('%s ends when it is told', async (which) => {
    const { end } = sharedArena(100, adam(), 1);
    const [thread] = threads.started;
    if (which === 'that sleeps') await once(thread!, 'online');
    const exit = once(thread!, 'exit');
    end();
    expect(await exit).toEqual([0]);
  });

  it.each([
    ['does not keep a process from ending', undefined],
    ['leaves Ctrl-C as it is', 'SIGINT'],
    ['leaves SIGTERM as it is', 'SIGTERM'],
  ] as const)('%s', async (_, signal) => {
    const child = startNode(['--import', 'tsx', childScript, ...(signal ? ['stay'] : [])]);
    const outcome = once(child, 'exit');
    await once(child.stdout, 'data');
    if (signal) child.kill(signal);
    expect(await outcome).toEqual(signal ? [null, signal] : [0, null]);
  });

  it('is not missed where it cannot be started', () => {
    threads.allowed = false;
    const [alone, together] = [arena(100_003, adam()), sharedArena(100_003, adam(), 2)];
    for (let step = 0; step < 3; step++) updateBoth([alone, together], step);
    expect(bitsOf(together.state)).toBe(bitsOf(alone.state));
  });
});
