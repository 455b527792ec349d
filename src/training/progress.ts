import { host, type TextStream } from '../host.js';

/** Tells a person how far a long job is: a bar that is redrawn on a terminal, plain lines elsewhere, nothing for programs. */
export interface Progress {
  /** @param done  steps so far
   *  @param note  what is worth knowing now, such as the bound */
  update(done: number, note: string): void;
  /** A line of its own, above the bar. */
  say(message: string): void;
  end(): void;
}

const redrawEvery = 100; // milliseconds
const lineEvery = 10_000; // milliseconds between plain lines

export interface ProgressOptions {
  /** Steps in all; infinite where that is not known. */
  total: number;
  /** Where it is written. Default stderr, so that stdout holds results alone; a page has none, and no output. */
  stream?: TextStream | undefined;
  /** No output at all. */
  quiet?: boolean;
}

/** Progress of a job that begins now. */
export function progress({ total, stream = host?.stderr, quiet = false }: ProgressOptions): Progress {
  if (quiet || !stream) return { update() {}, say() {}, end() {} };
  const started = Date.now();
  let first: number | undefined;
  let drawn = 0;
  const clear = () => stream.isTTY && stream.write('\r\x1b[K');
  return {
    update(done, note) {
      first ??= done;
      const now = Date.now();
      if (now - drawn < (stream.isTTY ? redrawEvery : lineEvery) && done !== total) return;
      drawn = now;
      const line = describe(done, total, (now - started) / 1000, done - first, note);
      clear();
      stream.write(stream.isTTY ? `${bar(done / total)} ${line}` : `${line}\n`);
    },
    say(message) {
      clear();
      stream.write(`${message}\n`);
    },
    end() {
      if (stream.isTTY) stream.write('\n');
    },
  };
}

function describe(done: number, total: number, seconds: number, since: number, note: string): string {
  if (total === Number.POSITIVE_INFINITY) return `${done} (${clock(seconds)})  ${note}`;
  const left = since > 0 ? `, ${clock(((total - done) * seconds) / since)} left` : '';
  return `${done}/${total} (${clock(seconds)}${left})  ${note}`;
}

const bar = (share: number, width = 24): string => {
  const full = Math.round(share * width);
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`;
};

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
