import { noteFailure } from './outcome.js';

/** What is changed of tslab's `dist/executor.js`. */
export interface TslabExecutor {
  createExecutor(folder: string, converters: object, console: Console): object;
}

type Console = Record<'log' | 'error', (...args: unknown[]) => void>;

/** What is changed of tslab's TypeScript. */
export interface TslabTypeScript {
  Diagnostics: Record<string, { code: number; message: string }>;
}

const [awaitOutside, forAwaitOutside, pathEndsInTs] = [1308, 1103, 5097];

/** Mends what tslab accepts of a cell, and says of it. */
export function mendLanguage(executor: TslabExecutor, { Diagnostics }: TslabTypeScript): void {
  const { createExecutor } = executor;
  executor.createExecutor = (folder, converters, console) => createExecutor(folder, converters, noting(console));
  for (const diagnostic of Object.values(Diagnostics)) {
    // tslab lets pass what TypeScript has against `await` at the top of a cell, by the number.
    if (diagnostic.code === forAwaitOutside) diagnostic.code = awaitOutside;
    if (diagnostic.code === pathEndsInTs) diagnostic.message = "In a notebook write the path without its '{0}'.";
  }
}

/** The executor prints type errors and what a cell throws, nothing else. */
const noting = (console: Console): Console => ({
  ...console,
  error(...args) {
    noteFailure(...args);
    console.error(...args);
  },
});
