/** The part of the WebAssembly interface used here; TypeScript knows it only along with the browser's. */
declare const WebAssembly: {
  Memory: new <Buffer extends ArrayBufferLike>(size: Size) => Memory<Buffer>;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
  instantiate(bytes: Uint8Array, imports: object): Promise<{ readonly instance: { readonly exports: unknown } }>;
};

/** Pages of a memory; one that is shared needs a maximum. */
interface Size {
  initial: number;
  maximum?: number;
  shared?: boolean;
}

export interface Memory<Buffer extends ArrayBufferLike = ArrayBuffer> {
  readonly buffer: Buffer;
}

const pageBytes = 65536;

/** How many pages so many bytes take. */
export const pagesOf = (bytes: number): number => Math.ceil(bytes / pageBytes);

/** Memory that stays as large as it is, so that arrays over it stay valid. */
export const memoryOf = (bytes: number): Memory => new WebAssembly.Memory({ initial: pagesOf(bytes) });

/** The same for several threads. */
export const sharedMemoryOf = (bytes: number): Memory<SharedArrayBuffer> =>
  new WebAssembly.Memory({ initial: pagesOf(bytes), maximum: pagesOf(bytes), shared: true });

/** What a small module exports that works on a memory, `(import "host" "memory")`. */
export function instantiateNow(bytes: Uint8Array, memory: Memory<ArrayBufferLike>): unknown {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { memory } }).exports;
}

/** The same for a module of any size, which browsers compile beside their pages. */
export async function instantiate(bytes: Uint8Array, memory: Memory): Promise<unknown> {
  return (await WebAssembly.instantiate(bytes, { host: { memory } })).instance.exports;
}

export const decodeBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
