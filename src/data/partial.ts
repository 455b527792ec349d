import { readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMarkAlive, markPattern, ownMark } from '../files/index.js';

let claims = 0;

/**
 * The name under which this process alone may write the unfinished download of `path`, in the same folder.
 * What an earlier download left behind, finished with or killed, is taken over by renaming it, so that two processes
 * never write one file.
 */
export async function claimPartial(path: string): Promise<string> {
  const folder = dirname(path);
  const own = join(folder, `${basename(path)}.${ownMark}-${claims++}.part`);
  for (const name of await readdir(folder)) {
    if (!isAbandoned(name, basename(path))) continue;
    const taken = await rename(join(folder, name), own).then(
      () => true,
      () => false, // another process was faster
    );
    if (taken) break;
  }
  return own;
}

/** Leaves an unfinished download for whoever tries next. */
export async function releasePartial(partial: string, path: string): Promise<void> {
  await rename(partial, `${path}.part`).catch(() => undefined);
}

/** What is left of the name after that of the file: `part`, or whose it is and which of theirs. */
const rest = new RegExp(`^(?:${markPattern}-\\d+\\.)?part$`);

function isAbandoned(name: string, finalName: string): boolean {
  if (!name.startsWith(`${finalName}.`)) return false;
  const match = rest.exec(name.slice(finalName.length + 1));
  return match !== null && (match[1] === undefined || !isMarkAlive(match[1], match[2]));
}
