import { rmSync } from 'node:fs';

/** Files of this process that must not outlive it, such as locks and what is half-written. */
const files = new Set<string>();

const removeAll = (): void => {
  for (const path of files) rmSync(path, { force: true });
};

/**
 * Has a file removed if this process ends by `process.exit` or an error.
 * @returns a function that lets it stay
 */
export function removeAtExit(path: string): () => void {
  if (files.size === 0) process.on('exit', removeAll);
  files.add(path);
  return () => {
    files.delete(path);
    if (files.size === 0) process.off('exit', removeAll);
  };
}
