import { StringDecoder } from 'node:string_decoder';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type JoinedOutput, joinOutput, type SendText, type StreamName } from './joined-output.js';
import { noteFailure, takeFailures } from './outcome.js';

/** What is changed of tslab's `dist/jupyter.js`. */
export interface TslabJupyter {
  ZmqServer: { prototype: ZmqServer };
  JupyterHandlerImpl: { prototype: JupyterHandler };
}

interface ZmqServer {
  init(): Promise<void>;
  bindSocket(socket: Socket, port: number): Promise<void>;
  publishStatus(status: string, parent: object): void;
}

interface Socket {
  sendTimeout: number;
  sendHighWaterMark: number;
}

interface JupyterHandler {
  handleExecute(request: ExecuteRequest, writeStream: SendText, display: SendDisplay): Promise<ExecuteReply>;
  handleExecuteImpl(request: ExecuteRequest, writeStream: SendText, display: SendDisplay): Promise<object>;
  createWriteToIopub(name: StreamName, writeStream: SendText): Write;
}

interface ExecuteRequest {
  stop_on_error?: boolean;
}

interface ExecuteReply {
  status: string;
  /** ours: what went wrong, also in a cell that tslab calls a success */
  reason?: string;
}

type SendDisplay = (content: object, update: boolean) => void;

/** `write` of a stream of Node. */
type Write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => boolean;

/** The output of the cell that ran last; a timer may still write to it. */
let current: JoinedOutput | undefined;

/** Mends how tslab speaks to its clients. */
export function mendProtocol({ ZmqServer, JupyterHandlerImpl }: TslabJupyter): void {
  sendAtOnce(ZmqServer.prototype);
  sendInOrder(ZmqServer.prototype);
  noteUncaught(ZmqServer.prototype);
  takeStreams(JupyterHandlerImpl.prototype);
  runCells(JupyterHandlerImpl.prototype);
  process.once('exit', () => current?.end());
}

/**
 * tslab sends without waiting, and zeromq refuses what is sent while another send is under way, as from the 512th of one
 * turn on: lines were lost, and the message that the cell has ended. Without a time limit a send is over when the call
 * returns, and without a high-water mark nothing is dropped before a slow client.
 */
function sendAtOnce(server: ZmqServer): void {
  const { bindSocket } = server;
  server.bindSocket = function (socket, port) {
    socket.sendTimeout = 0;
    socket.sendHighWaterMark = 0;
    return bindSocket.call(this, socket, port);
  };
}

/** Whoever hears what the kernel does has heard what was written before. */
function sendInOrder(server: ZmqServer): void {
  const { publishStatus } = server;
  server.publishStatus = function (status, parent) {
    current?.flush();
    publishStatus.call(this, status, parent);
  };
}

/** tslab's own listeners, which print it, are there by then. */
function noteUncaught(server: ZmqServer): void {
  const { init } = server;
  server.init = function () {
    process.on('uncaughtException', (error) => noteFailure('UncaughtException:', error));
    process.on('unhandledRejection', (reason) => noteFailure('UnhandledPromiseRejection:', reason));
    return init.call(this);
  };
}

/** A character whose bytes come in two chunks stays one, and who waits until something is written hears of it. */
function takeStreams(handler: JupyterHandler): void {
  handler.createWriteToIopub = (name, writeStream) => {
    const decoder = new StringDecoder('utf8');
    return (chunk, encoding, done) => {
      writeStream(name, typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)));
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') process.nextTick(callback, null);
      return true;
    };
  };
}

/** Runs each cell with its output joined; a cell that may fail does not take those with it that wait behind it. */
function runCells(handler: JupyterHandler): void {
  const { handleExecute, handleExecuteImpl } = handler;
  const outcomes = new WeakMap<ExecuteRequest, { failed: boolean; reason: string }>();
  handler.handleExecuteImpl = async function (request, writeStream, display) {
    await nextTurn(); // The reply to the cell before goes first.
    const output = joinOutput(writeStream);
    current = output;
    takeFailures();
    const displayInOrder: SendDisplay = (content, update) => {
      output.flush();
      display(content, update);
    };
    let failed = false;
    try {
      return await handleExecuteImpl.call(this, request, output.write, displayInOrder);
    } catch (error) {
      failed = true;
      if (request.stop_on_error !== false) throw error;
      return error as object; // which is the cell's number
    } finally {
      await nextTurn(); // By then Node has told of rejected promises.
      output.end();
      outcomes.set(request, { failed, reason: takeFailures() });
    }
  };
  handler.handleExecute = async function (request, writeStream, display) {
    const reply = await handleExecute.call(this, request, writeStream, display);
    const { failed = false, reason = '' } = outcomes.get(request) ?? {};
    return { ...reply, ...(failed && { status: 'error' }), ...(reason !== '' && { reason }) };
  };
}
