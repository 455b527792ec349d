import childProcess from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** What a child writes to is inherited: `to` is 1 or 2, this process's stdout or stderr. */
interface Inherited {
  fd: 1 | 2;
  to: 1 | 2;
}

/** A child process as Node has it inside: `spawn`, `exec` and `fork` all begin with this method. */
interface SpawningChild {
  readonly stdio: readonly (Readable | null)[];
  spawn(options: { stdio?: unknown }): unknown;
}

/**
 * Makes what child processes inherit the cell's output. With `stdio: 'inherit'` they would write to the terminal of who
 * started the kernel. What `spawn` and `fork` start is shown as it comes; the calls that wait show it when it has ended.
 */
export function showChildOutput(): void {
  const child = childProcess.ChildProcess.prototype as unknown as SpawningChild;
  const { spawn } = child;
  child.spawn = function (options) {
    const inherited = inheritedBy(options.stdio);
    const result = spawn.call(this, { ...options, stdio: withStdio(options.stdio, inherited, () => 'pipe') });
    for (const { fd, to } of inherited) this.stdio[fd]?.on('data', (chunk) => write(to, chunk));
    return result;
  };
  const { spawnSync, execSync, execFileSync } = childProcess;
  Object.assign(childProcess, {
    spawnSync: shownAfterwards(spawnSync),
    execSync: shownAfterwards(execSync),
    execFileSync: shownAfterwards(execFileSync),
  });
  syncBuiltinESMExports();
}

type Call = (...args: never[]) => unknown;

/** The call with files in place of what the child inherits: pipes would change what it returns and throws. */
function shownAfterwards(call: Call): Call {
  return (...args: unknown[]) => {
    const options = args.find(isOptions) ?? {};
    const inherited = inheritedBy(options.stdio);
    const run = call as (...args: unknown[]) => unknown;
    if (inherited.length === 0) return run(...args);
    const folder = mkdtempSync(join(tmpdir(), 'vinf-child-'));
    const path = (fd: number) => join(folder, String(fd));
    const opened = new Map(inherited.map(({ fd }) => [fd, openSync(path(fd), 'w')]));
    const stdio = withStdio(options.stdio, inherited, (fd) => opened.get(fd));
    try {
      return run(...args.map((arg) => (arg === options ? { ...options, stdio } : arg)));
    } finally {
      for (const file of opened.values()) closeSync(file);
      for (const { fd, to } of inherited) write(to, readFileSync(path(fd)));
      rmSync(folder, { recursive: true });
    }
  };
}

const isOptions = (arg: unknown): arg is { stdio?: unknown } =>
  typeof arg === 'object' && arg !== null && !Array.isArray(arg);

/** Node takes one word for all three, or a list; in it a number or a stream of this process says the same. */
function inheritedBy(stdio: unknown): Inherited[] {
  return ([1, 2] as const).flatMap((fd): Inherited[] => {
    const entry = Array.isArray(stdio) ? stdio[fd] : stdio;
    if (entry === 'inherit') return [{ fd, to: fd }];
    if (entry === 1 || entry === process.stdout) return [{ fd, to: 1 }];
    return entry === 2 || entry === process.stderr ? [{ fd, to: 2 }] : [];
  });
}

function withStdio(stdio: unknown, inherited: readonly Inherited[], instead: (fd: 1 | 2) => unknown): unknown {
  if (inherited.length === 0) return stdio;
  const list = Array.isArray(stdio) ? [...stdio] : [stdio, stdio, stdio];
  for (const { fd } of inherited) list[fd] = instead(fd);
  return list;
}

const write = (to: 1 | 2, chunk: Uint8Array) => (to === 1 ? process.stdout : process.stderr).write(chunk);
