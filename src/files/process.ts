import { readFileSync } from 'node:fs';

/**
 * Whether a process of this machine is there, of whatever user.
 * @param started when it started, as `startOf` says; one that started at another time has taken over its number
 */
export function isAlive(pid: number, started?: number): boolean {
  if (pid <= 0) return false; // Numbers of groups.
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return started === undefined || (startOf(pid) ?? started) === started;
}

/** When a process started, in ticks since the machine did; undefined where the system does not tell (all but Linux). */
export function startOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const afterName = stat.slice(stat.lastIndexOf(')') + 2); // The name may hold anything, even spaces.
    return Number(afterName.split(' ')[19]);
  } catch {
    return undefined;
  }
}

/** This process in the names of its files: its number, and when it started where the system tells. */
export const ownMark = [process.pid, startOf(process.pid)].filter((part) => part !== undefined).join('-');

/** What finds such a mark in a name, as a part of a regular expression with two groups. */
export const markPattern = '(\\d+)(?:-(\\d+))?';

/** Whether the process of a mark is there, by the two groups. */
export const isMarkAlive = (pid: string, started?: string): boolean =>
  isAlive(Number(pid), started === undefined ? undefined : Number(started));
