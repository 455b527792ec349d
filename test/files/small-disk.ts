import { execFileSync } from 'node:child_process';

/** Mounts a 64 kB tmpfs on `folder`; undefined where that is not allowed (not root, no mount). */
export function smallDisk(folder: string): { unmount(): void } | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return { unmount: () => void execFileSync('umount', [folder], { stdio: 'ignore' }) };
}
