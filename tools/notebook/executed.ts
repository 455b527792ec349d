import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Part of the set-up, not of the project: what was executed here, by which build. */
const folder = join(root, '.jupyter', 'executed');

/** Whether a notebook, as it stands now, was executed on this machine by the present build of the library. */
export function isExecuted(notebook: string): boolean {
  const record = recordOf(notebook);
  return existsSync(record) && readFileSync(record, 'utf8') === fingerprint(notebook);
}

/** Remembers that a notebook has just been executed. */
export function rememberExecuted(notebook: string): void {
  const record = recordOf(notebook);
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, fingerprint(notebook));
}

const sha256 = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

const recordOf = (notebook: string): string => join(folder, sha256(resolve(notebook)).slice(0, 16));

/** The library counts by the sources that it was built from; a build without that record is never the same. */
function fingerprint(notebook: string): string {
  const built = join(root, 'dist', '.built-from');
  const library = existsSync(built) ? readFileSync(built) : String(Date.now());
  return sha256(readFileSync(notebook), library);
}
