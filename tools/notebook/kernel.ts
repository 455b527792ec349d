import { setTimeout as sleep } from 'node:timers/promises';
import { type Channels, type Listener, openChannels } from './channels.js';
import { newConnection } from './connection.js';
import { kernelCommand } from './kernel-command.js';
import { type KernelProcess, startProcess } from './kernel-process.js';
import { loadZeromq } from './zeromq.js';

/** A running tslab kernel. */
export interface Kernel {
  readonly pid: number;
  /** What the kernel says of itself; by then everything that it had published before has arrived. */
  info(): Promise<KernelInfo>;
  /**
   * Runs code; resolves when the kernel has replied and is idle again.
   * After an error tslab refuses what waits and what comes in the next 200 ms, unless this cell `mayFail`.
   * @throws Error when the kernel dies meanwhile
   */
  execute(code: string, listener?: Listener, mayFail?: boolean): Promise<Reply>;
  /** Whether the kernel answers a ping in time. tslab does not while it computes, so silence does not mean death. */
  heartbeat(milliseconds: number): Promise<boolean>;
  /** Stops the running cell where that is possible: training ends, another loop after an `await` goes on. */
  interrupt(): void;
  /** Asks the kernel to end, and ends it if it does not. */
  shutdown(): Promise<void>;
  /** Ends the kernel at once. */
  kill(): Promise<void>;
}

export interface KernelInfo {
  language_info: Record<string, unknown>;
}

export interface Reply {
  status: 'ok' | 'error' | 'abort';
  execution_count?: number;
  /** What went wrong, as `stderr` shows it: also what tslab does not count as an error, such as a floating rejection. */
  reason?: string;
}

const startTimeout = 60_000; // ms; 2–3 s on an idle machine
const subscribeInterval = 100; // ms between questions until the subscription to iopub is in force
const shutdownGrace = 1_000; // ms for each of: ending by itself, ending on SIGTERM

/**
 * Starts the project's tslab kernel with `folder` as its working directory and waits until it answers on every channel.
 * It speaks the Jupyter protocol over ZeroMQ itself, so no Python is needed.
 * @throws UserError when tslab, zeromq or the built library is missing; Error when the kernel dies or stays silent
 */
export async function startKernel(folder: string): Promise<Kernel> {
  loadZeromq();
  const connection = await newConnection();
  try {
    const child = await startProcess(kernelCommand(connection.file), folder);
    const channels = openChannels(connection);
    void child.ended.then((how) => {
      channels.close(new Error(`The notebook kernel died: ${how}`));
      connection.remove();
    });
    const kernel = kernelOf(child, channels);
    await untilReady(kernel, child);
    return kernel;
  } catch (error) {
    connection.remove();
    throw error;
  }
}

function kernelOf(child: KernelProcess, channels: Channels): Kernel {
  const info = () => channels.request('shell', 'kernel_info_request', {}) as Promise<unknown> as Promise<KernelInfo>;
  const options = { silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
  return {
    pid: child.pid,
    info,
    execute: (code, listener, mayFail = false) =>
      channels.request(
        'shell',
        'execute_request',
        { code, ...options, stop_on_error: !mayFail },
        listener,
      ) as Promise<unknown> as Promise<Reply>,
    heartbeat: (milliseconds) => channels.ping(milliseconds),
    interrupt: () => child.signal('SIGINT'),
    async shutdown() {
      channels.request('control', 'shutdown_request', { restart: false }).catch(() => undefined);
      if (await endsWithin(child, shutdownGrace)) return;
      child.signal('SIGTERM');
      if (!(await endsWithin(child, shutdownGrace))) await kill(child);
    },
    kill: () => kill(child),
  };
}

async function kill(child: KernelProcess): Promise<void> {
  child.signal('SIGKILL');
  await child.ended;
}

async function endsWithin(child: KernelProcess, milliseconds: number): Promise<boolean> {
  const late = new AbortController();
  const ended = child.ended.then(() => true);
  const timeout = sleep(milliseconds, false, { signal: late.signal }).catch(() => false);
  return Promise.race([ended, timeout]).finally(() => late.abort());
}

/** A subscriber misses what is published before its subscription arrives, so it asks until it hears of its question. */
async function untilReady(kernel: Kernel, child: KernelProcess): Promise<void> {
  const died = child.ended.then((how) => Promise.reject(new Error(`The notebook kernel died at its start: ${how}`)));
  const answers = async () => {
    if (!(await kernel.heartbeat(startTimeout))) {
      throw new Error(
        `The notebook kernel has not answered for ${startTimeout / 1000} s; is the machine busy? Try again`,
      );
    }
    for (let heard = false; !heard; ) {
      const answered = kernel.info().then(() => true);
      answered.catch(() => undefined);
      heard = await Promise.race([answered, sleep(subscribeInterval, false)]);
    }
  };
  try {
    await Promise.race([answers(), died]);
  } catch (error) {
    await kernel.kill();
    throw error;
  }
}
