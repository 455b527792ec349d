import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { writeFileAtomic } from '../../src/files/atomic.js';
import { fileError } from '../../src/files/error.js';
import { CellError, plainReason } from './cell-error.js';
import { type Kernel, startKernel } from './kernel.js';
import { type Cell, hasTag, kernelspec, readNotebook, writeNotebook } from './notebook-file.js';
import { collectOutputs, type OutputCollector } from './outputs.js';
import { injectParameters, type Parameters } from './parameters.js';

export interface RunOptions {
  /** seconds that one cell may take; default 600 */
  timeout?: number;
  /** `false` leaves the file alone and only says whether it would change; default `true` */
  write?: boolean;
  /** put into the notebook below its cell tagged `parameters`; default none */
  parameters?: Parameters;
  /** called before and after each cell */
  onProgress?: (progress: CellProgress) => void;
}

export interface CellProgress {
  /** 1 … total, as JupyterLab numbers the code cells of a fresh run */
  number: number;
  total: number;
  source: string;
  /** how long the cell took; undefined when it starts */
  seconds?: number;
}

export interface RunResult {
  /** code cells that were run */
  cells: number;
  /** whether the outputs differ from those in the file */
  changed: boolean;
}

const interruptGrace = 2_000; // ms between asking a cell to stop and killing the kernel

/**
 * Runs a notebook from its own folder on a new tslab kernel and writes the outputs into it: only when every cell went
 * well, in one piece, and the same bytes when the outputs are the same. Tags mean what they mean to nbclient and papermill:
 * a cell tagged `raises-exception` may fail, one tagged `skip-execution` is left as it is.
 * @throws UserError for a file that is not a notebook for tslab, or cannot be written, or a missing kernel
 * @throws CellError for the first cell that fails, takes too long or kills the kernel; the file stays as it was
 */
export async function runNotebook(path: string, options: RunOptions = {}): Promise<RunResult> {
  const { timeout = 600, write = true, parameters = new Map(), onProgress = () => undefined } = options;
  const { notebook, text } = await readNotebook(path);
  injectParameters(notebook, parameters, path);
  const cells = notebook.cells.filter(isRun);
  if (write) await checkWritable(path);
  const kernel = await startKernel(dirname(resolve(path)));
  try {
    const { language_info } = await kernel.info();
    notebook.metadata = { ...notebook.metadata, kernelspec, language_info };
    for (const cell of notebook.cells.filter((cell) => !isSkipped(cell))) clear(cell);
    const collector = collectOutputs();
    for (const [i, cell] of cells.entries()) {
      const progress = { number: i + 1, total: cells.length, source: cell.source };
      onProgress(progress);
      const start = performance.now();
      const failure = await runCell(kernel, cell, collector, timeout);
      if (failure !== undefined) throw new CellError(path, progress.number, cell.source, failure);
      onProgress({ ...progress, seconds: (performance.now() - start) / 1000 });
    }
  } finally {
    await kernel.shutdown();
  }
  const result = writeNotebook(notebook);
  const changed = result !== text;
  if (changed && write) await writeFileAtomic(path, result);
  return { cells: cells.length, changed };
}

/** Said before the minutes that the cells take. */
const checkWritable = (path: string): Promise<void> =>
  access(dirname(resolve(path)), constants.W_OK).catch((error) => {
    throw fileError(error, path, 'write');
  });

/** Jupyter passes over empty cells without counting them. */
const isRun = (cell: Cell): boolean => cell.cell_type === 'code' && cell.source.trim() !== '' && !isSkipped(cell);

/** Such a cell keeps the outputs that it has. */
const isSkipped = (cell: Cell): boolean => hasTag(cell, 'skip-execution');

function clear(cell: Cell): void {
  if (cell.cell_type === 'code') Object.assign(cell, { outputs: [], execution_count: null });
}

/** Runs one cell, filling in its outputs; returns why it failed, or undefined. */
async function runCell(kernel: Kernel, cell: Cell, collector: OutputCollector, timeout: number) {
  const { outputs, listener } = collector.cell();
  cell.outputs = outputs;
  const mayFail = hasTag(cell, 'raises-exception');
  const running = kernel.execute(cell.source, listener, mayFail);
  try {
    const reply = await within(running, timeout * 1000);
    if (reply === undefined) return await stop(kernel, running, timeout);
    await kernel.info(); // What a rejected promise of this cell printed has arrived by now.
    cell.execution_count = reply.execution_count ?? null;
    const wentWell = reply.status === 'ok' && reply.reason === undefined;
    return wentWell || mayFail ? undefined : plainReason(reply.reason);
  } catch (error) {
    return (error as Error).message;
  }
}

async function stop(kernel: Kernel, running: Promise<unknown>, timeout: number): Promise<string> {
  kernel.interrupt();
  if ((await within(running, interruptGrace).catch(() => true)) === undefined) await kernel.kill();
  await running.catch(() => undefined);
  return `It took longer than ${timeout} s and was stopped; --timeout allows more`;
}

/** The promise's value if it comes in time, else undefined; the promise goes on. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
