import type { Dealer, Subscriber } from 'zeromq';
import type { Connection } from './connection.js';
import { decodeMessage, encodeRequest, type Message } from './message.js';
import { loadZeromq } from './zeromq.js';

type Content = Record<string, unknown>;

/** The sockets to a kernel, and the requests that it has been asked. */
export interface Channels {
  /**
   * Sends a request; resolves with the reply's content once the kernel has also said that it is idle again.
   * What it publishes for this request, then or later, goes to `listener`.
   */
  request(channel: 'shell' | 'control', type: string, content: object, listener?: Listener): Promise<Content>;
  /** Sends a ping on the heartbeat channel; whether it came back in time. */
  ping(milliseconds: number): Promise<boolean>;
  /** Closes the sockets; requests without an answer are rejected with `reason`. */
  close(reason: Error): void;
}

export type Listener = (message: Message) => void;

interface Asked {
  listener: Listener;
  reply?: Content;
  idle?: boolean;
  resolve(reply: Content): void;
  reject(reason: Error): void;
}

/** Connects to the channels of a kernel, which may still be starting. @throws UserError where zeromq does not load */
export function openChannels(connection: Connection): Channels {
  const { key } = connection;
  const zeromq = loadZeromq();
  const asked = new Map<string, Asked>();
  const sockets = {
    shell: new zeromq.Dealer({ linger: 0 }),
    control: new zeromq.Dealer({ linger: 0 }),
    iopub: new zeromq.Subscriber({ linger: 0 }),
  };
  for (const channel of ['shell', 'control', 'iopub'] as const) sockets[channel].connect(connection.address(channel));
  sockets.iopub.subscribe();
  for (const socket of Object.values(sockets)) void receive(socket, key, (message) => answer(asked, message));
  return {
    request(channel, type, content, listener = () => undefined) {
      const { id, frames } = encodeRequest(type, content, key);
      return new Promise((resolve, reject) => {
        asked.set(id, { listener, resolve, reject });
        sockets[channel].send(frames).catch(reject);
      });
    },
    ping: (milliseconds) => ping(connection.address('hb'), milliseconds),
    close(reason) {
      for (const { reject } of asked.values()) reject(reason);
      for (const socket of Object.values(sockets)) socket.close();
    },
  };
}

/** A request stays known after its answer: a timer of its cell may publish later. */
function answer(asked: Map<string, Asked>, message: Message): void {
  const request = asked.get(message.parent);
  if (request === undefined) return;
  if (message.type.endsWith('_reply')) request.reply = message.content;
  else if (message.type === 'status') request.idle = message.content.execution_state === 'idle';
  else request.listener(message);
  if (request.reply !== undefined && request.idle) request.resolve(request.reply);
}

async function receive(socket: Dealer | Subscriber, key: string, listener: Listener): Promise<void> {
  for await (const frames of socket) {
    const message = decodeMessage(frames, key);
    if (message !== undefined) listener(message);
  }
}

/** A new socket each time: a request socket that waits for an answer cannot ask again. */
async function ping(address: string, milliseconds: number): Promise<boolean> {
  const socket = new (loadZeromq().Request)({ linger: 0, sendTimeout: milliseconds, receiveTimeout: milliseconds });
  socket.connect(address);
  try {
    await socket.send('ping');
    return (await socket.receive()).toString() === 'ping';
  } catch {
    return false;
  } finally {
    socket.close();
  }
}
