export type StreamName = 'stdout' | 'stderr';

/** Sends one message with text of a stream. */
export type SendText = (name: StreamName, text: string) => void;

/** The text that one cell writes, in few messages: made by `joinOutput`. */
export interface JoinedOutput {
  write(name: StreamName, text: string): void;
  /** Sends what is held back. Before anything else is sent for the cell, so that the order stays. */
  flush(): void;
  /** The cell has ended: sends what is held back, and the last lines of what was left out. */
  end(): void;
}

export interface JoinOptions {
  /** characters that a cell may write before the rest is left out; default 1,000,000 */
  limit?: number;
}

const interval = 50; // ms between two messages
const longest = 100_000; // characters in a message
/** With three bytes a character it is what Jupyter's server lets pass at once (3 MB in 3 s), and JupyterLab shows it. */
const defaultLimit = 1_000_000;
const lastCharacters = 2_000; // kept of what is left out

/**
 * Joins what a cell writes: a message every 50 ms, one stream at a time, as a message for each line takes a client
 * longer than the lines are worth. A loop that never yields is shown too: writing sends what is due.
 * A cell that writes more than `limit` characters is told so there; of the rest, its last lines are shown at its end.
 */
export function joinOutput(send: SendText, { limit = defaultLimit }: JoinOptions = {}): JoinedOutput {
  let held = '';
  let stream: StreamName = 'stdout';
  let sent = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (held === '') return;
    const text = held;
    held = '';
    sent = performance.now();
    send(stream, text);
  };
  const hold = (name: StreamName, text: string) => {
    if (name !== stream) flush();
    stream = name;
    held += text;
    if (held.length >= longest || performance.now() - sent >= interval) flush();
    else timer ??= setTimeout(flush, interval).unref();
  };
  const { write, end } = cutOutput(hold, limit);
  return {
    write,
    flush,
    end() {
      end();
      flush();
    },
  };
}

interface LeftOut {
  lines: number;
  last: string;
}

/** Passes on text up to the limit, and from there keeps the end of each stream. */
function cutOutput(pass: SendText, limit: number): { write: SendText; end(): void } {
  let room = limit;
  let ended = false;
  const leftOut = new Map<StreamName, LeftOut>();
  const leaveOut = (name: StreamName, text: string) => {
    const { lines, last } = leftOut.get(name) ?? { lines: 0, last: '' };
    leftOut.set(name, { lines: lines + countLines(text), last: (last + text).slice(-lastCharacters) });
  };
  const write = (name: StreamName, text: string) => {
    if (text.length <= room) {
      room -= text.length;
      return pass(name, text);
    }
    if (room >= 0) {
      const lines = text.slice(0, room).lastIndexOf('\n') + 1;
      const head = text.slice(0, lines > 0 || text.length <= lastCharacters ? lines : room);
      pass(name, `${head}${notice(limit)}`);
      leaveOut(name, text.slice(head.length));
    } else if (!ended) leaveOut(name, text);
    room = -1;
  };
  const end = () => {
    ended = true;
    for (const [name, { lines, last }] of leftOut) pass(name, lastLines(lines, last));
    leftOut.clear();
  };
  return { write, end };
}

const notice = (limit: number): string =>
  `\n[A cell shows its first ${count(limit)} characters; its last lines follow when it ends. Write what is longer to a file.]\n`;

/** Whole lines, where there is more than one. */
function lastLines(lines: number, last: string): string {
  const text = last.length < lastCharacters ? last : last.slice(last.indexOf('\n', 0) + 1);
  const missing = lines - countLines(text);
  return missing > 0 ? `[${count(missing)} lines are left out here]\n${text}` : text;
}

const countLines = (text: string): number => text.split('\n').length - 1;

const count = (n: number): string => n.toLocaleString('en');
