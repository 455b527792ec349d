import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { noise } from '../../src/random/index.js';
import { main } from '../e2e/cli/vinf.js';
import { eventually, finished } from '../support/processes.js';

/** Of the random moments of all tests of this run: `VINF_SEED`, else another one each time. */
export const seed = Number(process.env.VINF_SEED ?? Date.now() % 2 ** 32);

/** In turn: what nobody can listen to, what a cluster sends, what a terminal sends. */
export const signalsInTurn = ['SIGKILL', 'SIGTERM', 'SIGINT'] as const;
export type EndSignal = (typeof signalsInTurn)[number];

/** Seeded draws from 0 to 1. */
export function draws(name: string): () => number {
  let count = 0;
  return () => noise(seed, name, count++).uniform(1)[0]!;
}

export interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A process of the built `vinf` that leads a process group of its own, as a shell or a cluster starts it. */
export interface Command {
  end: Promise<End>;
  /** To the process alone, or to it and all below it. */
  send(signal: EndSignal, to: 'process' | 'group'): void;
  isRunning(): boolean;
  /** Whether it or a process below it is there. */
  isGroupThere(): boolean;
}

const started: (() => void)[] = [];
afterAll(() => {
  for (const endGroup of started) endGroup(); // Of a test that failed.
});

/** Starts a command line. One thread per process, so that rows are the same numbers in one process and in several. */
export function startCommand(home: string, args: readonly string[], cwd = home): Command {
  const env = { ...process.env, VINF_HOME: home, VINF_THREADS: '1' };
  const child = spawn(process.execPath, [main, ...args], { cwd, env, detached: true });
  const signalGroup = (signal: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(-child.pid!, signal);
    } catch {
      return false; // It is gone.
    }
  };
  started.push(() => signalGroup('SIGKILL'));
  return {
    end: finished(child).then((outcome) => ({ ...outcome, signal: child.signalCode })),
    send: (signal, to) => void (to === 'group' ? signalGroup(signal) : child.kill(signal)),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    isGroupThere: () => signalGroup(0),
  };
}

/** Runs a command line that nothing disturbs, and fails unless it ends with 0. */
export async function undisturbed(home: string, args: readonly string[], cwd?: string) {
  const start = performance.now();
  const command = startCommand(home, args, cwd);
  const end = await command.end;
  expect(end, end.stderr).toMatchObject({ code: 0 });
  expect(await eventually(() => !command.isGroupThere(), 20_000)).toBe(true);
  return { ...end, milliseconds: performance.now() - start };
}

const codes: Readonly<Record<EndSignal, number | null>> = { SIGKILL: null, SIGTERM: 143, SIGINT: 130 };

/**
 * Waits for the end of a command that was sent a signal, and of all processes below it. It ends with the signal's code,
 * or by the signal itself where nothing had begun yet, which a shell shows as the same code; or with 0, if it had come
 * to its end already.
 */
export async function checkEnd(command: Command, signal: EndSignal): Promise<End> {
  const end = await command.end;
  expect(await eventually(() => !command.isGroupThere(), 20_000), `processes left after ${signal}`).toBe(true);
  const isAsSaid = end.code === 0 || (end.code === null ? end.signal === signal : end.code === codes[signal]);
  expect(isAsSaid, `${signal}: code ${end.code}, signal ${end.signal}, ${end.stderr}`).toBe(true);
  return end;
}

/** Locks and temporary files below a folder. */
export const leftOver = (folder: string): string[] =>
  filesBelow(folder).filter((name) => /(^|\/)lock|\.tmp$/.test(name));

/** Paths below a folder, in order. */
export const filesBelow = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : [];

/** SHA-256 of every file below a folder. */
export const sums = (folder: string): Record<string, string> =>
  Object.fromEntries(
    filesBelow(folder)
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  );
