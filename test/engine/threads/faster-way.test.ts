import { expect, it } from 'vitest';
import { fasterWay } from '../../../src/engine/compiled/faster-way.js';

it('takes the faster of two ways, but for trials, and changes when that changes', () => {
  let clock = 0;
  const choose = fasterWay(() => clock);
  /** How many of 128 calls go the other way. */
  const others = (ms: { one: number; other: number }): number => {
    let count = 0;
    for (let i = 0; i < 128; i++) {
      choose((other) => {
        clock += other ? ms.other : ms.one;
        count += Number(other);
      });
    }
    return count;
  };
  expect([others({ one: 2, other: 1 }), others({ one: 2, other: 9 }), others({ one: 2, other: 1 })]).toEqual([
    124, 4, 124,
  ]);
});
