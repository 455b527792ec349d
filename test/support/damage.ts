import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'vitest';
import { UserError } from '../../src/errors.js';

/** What can become of a text file; undefined stands for a folder in its place. */
export const damages: Readonly<Record<string, (text: string) => string | undefined>> = {
  empty: () => '',
  half: (text) => text.slice(0, text.length / 2),
  'a flipped byte': (text) => String.fromCharCode(text.charCodeAt(0) ^ 1) + text.slice(1),
  null: () => 'null',
  'a number': () => '7',
  'a list': () => '[1, "other"]',
  'another object': () => '{"other": 1}',
  'a folder': () => undefined,
};

/** Puts what a damage has made of a file at a path. */
export function putDamaged(path: string, content: string | undefined): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(content === undefined ? path : dirname(path), { recursive: true });
  if (content !== undefined) writeFileSync(path, content);
}

/** A UserError of one line that names the file, whatever a library would have said. */
export function expectComplaint(error: unknown, file: string): void {
  expect(error).toBeInstanceOf(UserError);
  expectLine((error as UserError).message, file);
}

/** One line that names the file. */
export function expectLine(message: string | undefined, file: string): void {
  expect(message).toContain(file);
  expect(message).not.toContain('\n');
}
