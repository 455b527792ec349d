import { setTimeout as sleep } from 'node:timers/promises';
import { adam } from '../../../src/problem/optimiser.js';
import { sharedArena } from './shared-arena.js';

/** Makes updates with helpers that nobody ends, says so, and is done; with `stay` it waits. */
const { update } = sharedArena(2 ** 18, adam(), 2);
for (let step = 0; step < 20; step++) {
  update(step, true);
  await sleep(5);
}
console.log('updated');
if (process.argv[2] === 'stay') await sleep(600_000);
