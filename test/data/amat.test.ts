import { expect, it } from 'vitest';
import { decodeAmat } from '../../src/data/amat.js';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

it('decodeAmat: zeros and ones, whatever the blanks', () => {
  for (const content of ['0 1 1\r\n1 0 0 \n', '0\t1\t1\n1\t0\t0\n', '0 1 1\n1 0 0\n\n \r\n\n']) {
    expect([...decodeAmat(text(content), [2, 3], 'f')]).toEqual([0, 1, 1, 1, 0, 0]);
  }
});

it.each([
  ['0 1 0.5', 'Expected f to hold only 0, 1 and blanks, got character code 46 at byte 5'],
  ['0 1', 'Expected f to hold 1 × 3 = 3 pixels, got 2'],
  ['0 1 1 1', 'Expected f to hold 1 × 3 = 3 pixels, got 4'],
])('decodeAmat: %j says what is wrong', (content, message) => {
  expect(() => decodeAmat(text(content), [1, 3], 'f')).toThrow(message);
});
