import { UserError } from '../../errors.js';
import type { ColumnNames } from '../../training/index.js';

/** Messages of the library, which knows columns by number and options by name, in terms of file and command line. */
export function inTermsOf(file: string, { x, context = [] }: ColumnNames) {
  const named = (names: readonly string[]) => (_: string, j: string) => `column "${names[Number(j)]}" of ${file}`;
  const translate = (message: string): string =>
    message
      .replace(/column (\d+) of the data \(from 0\)/g, named(x))
      .replace(/column (\d+) of the context \(from 0\)/g, named(context))
      .replace('`jitter`', '`--jitter 0.1`');
  return {
    translate,
    /** @throws UserError for a mistake in the file that the library finds */
    async told<T>(work: () => Promise<T>): Promise<T> {
      try {
        return await work();
      } catch (error) {
        throw error instanceof RangeError ? new UserError(translate(error.message)) : error;
      }
    },
  };
}
