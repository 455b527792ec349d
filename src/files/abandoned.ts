import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isMarkAlive, markPattern } from './process.js';

/** `.NAME.PID-START-HEX.tmp`, as `temporaryPath` makes it. */
const temporary = new RegExp(`^\\..+\\.${markPattern}-[0-9a-f]{8}\\.tmp$`);
/** What locks were called before they had their names. */
const oldLock = /^lock(\.stale)*\.[0-9a-f-]{36}\.tmp$/;

/**
 * Removes the temporary files that processes left in a folder when they were killed while they wrote. Those of
 * processes of this machine that are still there stay; so does what cannot be removed, as nothing depends on it.
 */
export async function removeAbandoned(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const abandoned = names.filter((name) => {
    const [, pid, started] = temporary.exec(name) ?? [];
    return pid === undefined ? oldLock.test(name) : !isMarkAlive(pid, started);
  });
  await Promise.all(abandoned.map((name) => rm(join(folder, name), { force: true }).catch(() => undefined)));
}
