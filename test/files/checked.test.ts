import { expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../../src/errors.js';
import { checked } from '../../src/files/checked.js';

const schema = z.object({ rows: z.array(z.object({ kl: z.number().nullable() })) });

it('checked hands on what fits as it is, keys that nobody asked for included', () => {
  const content = { rows: [{ kl: null, more: 1 }] };
  expect(checked(schema, content, 'a.json')).toBe(content);
});

it.each([
  [{ rows: [{ kl: 1 }, { kl: 'x' }] }, 'a.json: rows[1].kl: expected number, received string; mend it'],
  [{}, 'a.json: rows: expected array, received undefined; mend it'],
  [null, 'a.json: the whole: expected object, received null; mend it'],
])('checked(%j) says where, what was expected and what was got', (content, message) => {
  expect(() => checked(schema, content, 'a.json', 'mend it')).toThrow(new UserError(message));
});
