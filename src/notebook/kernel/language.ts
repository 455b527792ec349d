import { noteFailure } from './outcome.js';

/** What is changed of tslab's `dist/executor.js`. */
export interface TslabExecutor {
  createExecutor(folder: string, converters: Converters, console: Console): object;
}

/** What is changed of tslab's TypeScript. */
export interface TslabTypeScript {
  Diagnostics: Record<string, { code: number; message: string }>;
}

interface Converters {
  readonly node: Converter;
  readonly browser: Converter;
  close(): void;
}

interface Converter {
  convert(declarations: string, source: string): { output?: string; hasToplevelAwait?: boolean };
}

type Console = Record<'log' | 'error', (...args: unknown[]) => void>;

const pathEndsInTs = 5097;

/** Mends what tslab takes for code, and says of it. */
export function mendLanguage(executor: TslabExecutor, { Diagnostics }: TslabTypeScript): void {
  const { createExecutor } = executor;
  executor.createExecutor = (folder, converters, console) =>
    createExecutor(folder, withForAwait(converters), noting(console));
  for (const diagnostic of Object.values(Diagnostics)) {
    if (diagnostic.code === pathEndsInTs) diagnostic.message = "In a notebook write the path without its '{0}'.";
  }
}

/** tslab looks for `await` at the top of a cell and runs it in an async function; `for await` it overlooks. */
const withForAwait = (converters: Converters): Converters => ({
  get node() {
    const { node } = converters;
    return {
      ...node,
      convert(declarations: string, source: string) {
        const converted = node.convert(declarations, source);
        return /\bfor\s+await\b/.test(converted.output ?? '') ? { ...converted, hasToplevelAwait: true } : converted;
      },
    };
  },
  get browser() {
    return converters.browser;
  },
  close: () => converters.close(),
});

/** The executor prints type errors and what a cell throws, nothing else. */
const noting = (console: Console): Console => ({
  ...console,
  error(...args) {
    noteFailure(...args);
    console.error(...args);
  },
});
