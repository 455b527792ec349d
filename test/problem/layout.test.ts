import { expect, it } from 'vitest';
import { initialState, layout } from '../../src/problem/layout.js';
import { firstDifference, plainText } from '../../src/problem/plain.js';

const weight = (name: string, shape = [2], count = 2) => ({ name, shape, initial: () => new Float32Array(count) });

it('layout: weights have names of their own, none that checkpoints use', () => {
  expect(() => layout([weight('w'), weight('w')])).toThrow(
    'Expected weights to have names of their own, got "w" twice',
  );
  expect(() => layout([weight('slot0/w')])).toThrow('got slot0/w');
  expect(() => layout([weight('__metadata__')])).toThrow('got __metadata__');
});

it('initialState: starting values are as many as the shape holds', () => {
  const complaint = 'Expected starting values of weight "w" to be 6 numbers, for shape [2,3], got 2';
  expect(() => initialState([weight('w', [2, 3])], 0, 0)).toThrow(complaint);
});

it('firstDifference: names the place, infinite numbers and missing ones included', () => {
  const one = plainText({ flow: 'a', of: { bound: Number.POSITIVE_INFINITY, hidden: [64] } });
  expect(firstDifference(one, one)).toBeUndefined();
  const other = plainText({ flow: 'a', of: { bound: 3, hidden: [64] } });
  expect(firstDifference(one, other)).toEqual({ place: 'of.bound', one: '"Infinity"', other: '3' });
  expect(firstDifference(one, plainText({ flow: 'a' }))).toMatchObject({ place: 'of', other: 'null' });
});
