import { format } from 'node:util';

/**
 * What went wrong in the cell that runs, as its reader sees it: tslab writes that to `stderr`, where a line of a log may
 * look the same, and says in its reply at most that something did.
 */
const reasons: string[] = [];

/** Notes what went wrong, in the arguments of `console.error`. */
export function noteFailure(...args: unknown[]): void {
  reasons.push(`${format(...args)}\n`);
}

/** Takes what was noted, and forgets it. */
export function takeFailures(): string {
  return reasons.splice(0).join('');
}
