import { trainingsEnded } from '../training/interrupt.js';
import { exitCodes } from './exit-codes.js';

const stopSignals = ['SIGINT', 'SIGTERM'] as const;
type StopSignal = (typeof stopSignals)[number];

/** Why a command ends early. */
class Stopped extends Error {
  override readonly name = 'Stopped';
  constructor(readonly signal: StopSignal) {
    super(`Stopped by ${signal}`);
  }
}

/** One press of Ctrl-C can arrive twice, from the terminal and from npm. */
const onePress = 250; // milliseconds

/** What may still be written after the last checkpoint, such as a result without the rows that are missing. */
const grace = 10_000; // milliseconds

const awaited: Promise<unknown>[] = [];

let controller: AbortController | undefined;

/**
 * The signal that a long command listens to: Ctrl-C or SIGTERM abort it, as does the end of the process that has
 * started this one with a channel. The command has time to write a checkpoint; the same signal once more ends at once.
 */
export function stopSignal(): AbortSignal {
  controller ??= listening(new AbortController());
  return controller.signal;
}

/**
 * For a command that a signal ends at once, as Node.js does by itself: while it writes its file, the temporary file goes
 * first.
 */
export async function tidily<T>(write: () => Promise<T>): Promise<T> {
  const end = (name: StopSignal) => process.exit(exitCodes[name]);
  for (const name of stopSignals) process.on(name, end);
  try {
    return await write();
  } finally {
    for (const name of stopSignals) process.off(name, end);
  }
}

/** Has the end wait for something that ends soon after the signal, such as the processes of a study. */
export function beforeEnd(work: Promise<unknown>): void {
  awaited.push(work);
}

/** The exit code of a command that was stopped; undefined for others. */
export function stopCode(): number | undefined {
  const reason: unknown = controller?.signal.reason;
  return reason instanceof Stopped ? exitCodes[reason.signal] : undefined;
}

function listening(stop: AbortController): AbortController {
  for (const name of stopSignals) {
    let first: number | undefined;
    process.on(name, () => {
      first ??= performance.now();
      if (performance.now() - first > onePress) process.exit(exitCodes[name]);
      void end(stop, name);
    });
  }
  process.once('disconnect', () => void end(stop, 'SIGTERM'));
  if (process.connected === false) void end(stop, 'SIGTERM'); // It had gone before anybody listened.
  process.channel?.unref(); // A channel that is listened to would keep the process from ending.
  return stop;
}

/** Ends the process for good if what is neither training nor writing, such as a download, does not end by itself. */
async function end(stop: AbortController, name: StopSignal): Promise<void> {
  if (stop.signal.aborted) return;
  stop.abort(new Stopped(name));
  await Promise.allSettled([trainingsEnded(), ...awaited]);
  setTimeout(() => process.exit(exitCodes[name]), grace).unref();
}
