import type { z } from 'zod';
import { UserError } from '../errors.js';

/** What to do about a damaged file of which nothing else is known. */
export const restoreFromCopy = 'restore it from a copy if you have one';

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

/**
 * What a file of JSON holds.
 * @param path   of the file, as a complaint names it
 * @param remedy what to do about it, at the complaint's end
 * @throws UserError if the text is not JSON
 */
export function parseJson(text: string, path: string, remedy?: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const got = text.trim() === '' ? 'an empty file' : 'something else';
    throw new UserError(`${path} is damaged: expected JSON, got ${got}${remedy ? `; ${remedy}` : ''}`);
  }
}
