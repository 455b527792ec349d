import { nextName, stateNames, traceCopies } from '../trace/trace-update.js';
import { sharedMemoryOf } from '../web-assembly.js';
import { tensorOf } from './feeds.js';
import { createSession, type Runtime } from './session.js';

let found: Promise<boolean> | undefined;

/**
 * Whether ONNX Runtime reads and writes arrays in memory that threads share. Node.js up to version 20 hides such memory
 * from native libraries: the runtime then refuses it.
 */
export function takesSharedMemory(runtime: Runtime): Promise<boolean> {
  found ??= copies(runtime).catch(() => false);
  return found;
}

/** Runs a graph of copies from such memory to such memory. */
async function copies(runtime: Runtime): Promise<boolean> {
  const session = await createSession(runtime, traceCopies(1), { threads: 1 });
  const { buffer } = sharedMemoryOf(1);
  const place = (i: number) => new Float32Array(buffer, 4 * i, 1);
  const tensors = (first: number, nameOf: (name: string) => string) =>
    stateNames.map((name, i) => [nameOf(name), tensorOf(runtime, place(first + i), [1])]);
  place(0)[0] = 1;
  try {
    await session.run(
      Object.fromEntries(tensors(0, (name) => name)),
      Object.fromEntries(tensors(stateNames.length, nextName)),
    );
  } finally {
    void session.release();
  }
  return place(stateNames.length)[0] === 1;
}
