/** A terminal, or another place for text. */
export interface TextStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A thread of its own, as far as it is used here. */
interface Thread {
  on(event: 'error', listener: () => void): unknown;
  unref(): void;
}

/** What is used here of the process of Node.js; what a bundler puts in its place may have none of it. */
interface Host {
  readonly versions?: { readonly node?: string };
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stderr?: TextStream;
  getBuiltinModule(name: 'os'): { availableParallelism(): number };
  getBuiltinModule(name: 'worker_threads'): { Worker: new (code: string, options: object) => Thread };
  rawListeners(event: string): readonly unknown[];
  listeners(event: string): readonly unknown[];
  off(event: string, listener: unknown): unknown;
}

const { process: found } = globalThis as { process?: Host };

/** The process of Node.js; a page has none. */
export const host: Host | undefined = found?.versions?.node ? found : undefined;

/** An environment variable; undefined where it is empty too, and in a page. */
export const variable = (name: string): string | undefined => host?.env?.[name] || undefined;

/** How many threads can run at once; a page has one. */
export const cores = (): number => host?.getBuiltinModule('os').availableParallelism() ?? 1;
