import { open, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface DownloadOptions {
  /** Called as bytes arrive; `total` where the server tells it. */
  onBytes?: (received: number, total?: number) => void;
  /** How long to wait for an answer, ms. Default 3000: short, so that a machine without network does not wait long. */
  connectMs?: number;
  /** How long to wait for the first and the next bytes of an answer, ms. Default 10,000. */
  stallMs?: number;
  /** Waits before the second, third, … attempt, when a connection broke or the server was busy, ms. Default 500, 1000, 2000. */
  backOffMs?: readonly number[];
}

/** Why an attempt failed, and whether another one at the same address may do better. */
class Failed extends Error {
  constructor(
    message: string,
    readonly again: boolean,
  ) {
    super(message);
  }
}

/**
 * Downloads `url` into the file `partial`, after the bytes that are already there (HTTP range request); broken
 * connections and busy servers are tried again. What arrived stays in `partial` when all attempts fail.
 * @returns whether bytes from an earlier attempt were kept
 * @throws Error saying why it failed; errors of the file system come through as they are
 */
export async function download(url: string, partial: string, options: DownloadOptions = {}): Promise<boolean> {
  const { backOffMs = [500, 1000, 2000] } = options;
  for (let attempt = 0; ; attempt++) {
    try {
      return await downloadOnce(url, partial, options);
    } catch (error) {
      const wait = backOffMs[attempt];
      if (!(error instanceof Failed && error.again) || wait === undefined) throw error;
      await sleep(wait);
    }
  }
}

async function downloadOnce(url: string, partial: string, options: DownloadOptions): Promise<boolean> {
  const { connectMs = 3000, stallMs = 10_000 } = options;
  const size = await sizeOf(partial);
  const watch = watchdog();
  try {
    watch.expect(connectMs);
    const response = await request(url, size, watch.signal);
    if (response.status === 416) return await pastTheEnd(response, partial, size);
    const resumed = accept(response, size);
    const alive = (): void => watch.expect(stallMs);
    alive();
    await save(response, partial, resumed ? size : 0, alive, options.onBytes);
    return resumed;
  } finally {
    watch.stop();
  }
}

/** Nothing follows after `size` bytes: the file is whole already, or what we have is not a part of it. */
async function pastTheEnd(response: Response, partial: string, size: number): Promise<boolean> {
  if (response.headers.get('content-range') === `bytes */${size}`) return true;
  await rm(partial, { force: true });
  throw new Failed('HTTP status 416', true);
}

function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Compressed transfer is declined: it would make byte ranges mean something else. */
async function request(url: string, size: number, signal: AbortSignal): Promise<Response> {
  const headers = { 'accept-encoding': 'identity', ...(size > 0 && { range: `bytes=${size}-` }) };
  try {
    return await fetch(url, { headers, signal });
  } catch (error) {
    const cut = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(code(error));
    throw new Failed(`no answer (${reason(error)})`, cut);
  }
}

/** Whether the answer continues after `size` bytes; false if it starts from the beginning. */
function accept(response: Response, size: number): boolean {
  const { status } = response;
  if (status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${size}-`)) return true;
  if (status === 200) return false;
  const again = status === 408 || status === 429 || status >= 500;
  throw new Failed(`HTTP status ${status}`, again);
}

async function save(
  response: Response,
  path: string,
  from: number,
  alive: () => void,
  onBytes: DownloadOptions['onBytes'],
): Promise<void> {
  const length = response.headers.get('content-length');
  const total = length === null ? undefined : from + Number(length);
  const file = await open(path, from > 0 ? 'a' : 'w');
  try {
    let received = from;
    for await (const chunk of body(response)) {
      alive();
      await file.appendFile(chunk);
      received += chunk.length;
      onBytes?.(received, total);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The chunks of an answer; a connection that breaks, or a body shorter than it said, may do better next time. */
async function* body(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body!.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error) => {
        throw new Failed(`broken off (${reason(error)})`, true);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Aborts its signal unless the next sign of life comes in time. */
function watchdog(): { signal: AbortSignal; expect(ms: number): void; stop(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  return {
    signal: controller.signal,
    expect(ms) {
      stop();
      timer = setTimeout(() => controller.abort(new Error(`nothing for ${ms / 1000} s`)), ms);
    },
    stop,
  };
}

/** `fetch` says only "fetch failed"; the reason is in its cause. */
function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return code(error) || (cause instanceof Error ? cause.message : message);
}

function code(error: unknown): string {
  return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? '';
}
