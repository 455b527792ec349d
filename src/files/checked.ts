import type { z } from 'zod';
import { UserError } from '../errors.js';

/**
 * What a file holds, checked against its schema and handed on as it is.
 * @param path   of the file, as a complaint names it
 * @param remedy what to do about it, at the complaint's end
 * @throws UserError that says where, what was expected and what was got
 */
export function checked<T>(schema: z.ZodType<T>, value: unknown, path: string, remedy?: string): T {
  const { error } = schema.safeParse(value);
  if (!error) return value as T; // What the schema made of it could differ in the order of keys, and checksums with it.
  const { path: place, message } = error.issues[0]!;
  const where = place.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  const complaint = `${where.replace(/^\./, '') || 'the whole'}: ${message.replace(/^Invalid input: /, '')}`;
  throw new UserError(`${path}: ${complaint}${remedy ? `; ${remedy}` : ''}`);
}
