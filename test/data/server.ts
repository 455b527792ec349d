import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface TestServer {
  readonly url: string;
  /** The Range header of every request so far, `-` where there was none. */
  readonly ranges: string[];
  close(): Promise<void>;
}

/** A server on 127.0.0.1 that gives the n-th request the n-th answer, and the last answer to all later ones. */
export async function serve(...answers: Answer[]): Promise<TestServer> {
  const ranges: string[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range ?? '-');
    answers[Math.min(ranges.length, answers.length) - 1]!(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ranges, close };
}

/** The file, or the rest of it where a range is asked for. */
export function whole(bytes: Uint8Array): Answer {
  return (request, response) => {
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (start >= bytes.length) response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    else if (start > 0) {
      const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
      response.writeHead(206, { 'content-range': range, 'content-length': bytes.length - start });
      response.end(bytes.subarray(start));
    } else response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  };
}

/** The first `length` bytes, then the connection breaks, late enough for a busy client to have read them. */
export function broken(bytes: Uint8Array, length: number): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, length), () => setTimeout(() => response.destroy(), 200));
  };
}

/** The header at once, the file after a while. */
export function slow(bytes: Uint8Array, ms: number): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length }).flushHeaders();
    setTimeout(() => response.end(bytes), ms);
  };
}

/** The first `length` bytes, then silence. */
export function stalled(bytes: Uint8Array, length: number): Answer {
  return (_, response) =>
    void response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, length));
}

/** An answer without content. */
export function status(code: number): Answer {
  return (_, response) => void response.writeHead(code).end();
}

/** No answer at all. */
export const silent: Answer = () => undefined;
