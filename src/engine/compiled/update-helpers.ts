import { host } from '../../host.js';
import type { Memory } from '../web-assembly.js';

/** What a helper's thread runs; JavaScript as text, which needs no loader of modules there. */
const program = `
const { wasm, memory, board } = require('node:worker_threads').workerData;
const module = new WebAssembly.Module(Buffer.from(wasm, 'base64'));
new WebAssembly.Instance(module, { host: { memory } }).exports.help(board);
`;

/** Steps that nobody has any more, and were not disposed, do not keep their threads. */
const forgotten = new FinalizationRegistry<() => void>((end) => end());

export interface Task {
  /** The optimiser's machine code, base64, for shared memory. */
  wasm: string;
  memory: Memory<ArrayBufferLike>;
  /** Where in the memory the board is. */
  board: number;
}

/**
 * Starts threads that take a share of each update. Those that have not started yet, or cannot, leave their share to the
 * others; none keeps the process from ending.
 * @param owner that the threads end with, at the latest
 * @returns a function that ends them
 */
export function startHelpers(count: number, task: Task, owner: WeakKey): () => void {
  for (let i = 0; i < count; i++) startHelper(task);
  const turn = new Int32Array(task.memory.buffer, task.board, 1);
  const end = () => {
    Atomics.store(turn, 0, -1);
    Atomics.notify(turn, 0);
  };
  forgotten.register(owner, end);
  return end;
}

function startHelper(workerData: Task): void {
  try {
    const { Worker } = host!.getBuiltinModule('worker_threads');
    const worker = new Worker(program, { eval: true, workerData, execArgv: [], env: {}, name: 'vinf update' });
    worker.on('error', () => {});
    worker.unref();
  } catch {
    // Such as under a permission model: this thread does the work alone.
  }
}
