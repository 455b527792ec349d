/** A terminal, or another place for text. */
export interface TextStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What is used here of the process of Node.js; what a bundler puts in its place may have none of it. */
interface Host {
  readonly versions?: { readonly node?: string };
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stderr?: TextStream;
  getBuiltinModule(name: 'os'): { availableParallelism(): number };
  rawListeners(event: string): readonly unknown[];
  listeners(event: string): readonly unknown[];
  off(event: string, listener: unknown): unknown;
}

const { process: found } = globalThis as { process?: Host };

/** The process of Node.js; a page has none. */
export const host: Host | undefined = found?.versions?.node ? found : undefined;

/** An environment variable; undefined where it is empty too, and in a page. */
export const variable = (name: string): string | undefined => host?.env?.[name] || undefined;
