import { UserError } from '../errors.js';

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk; free some space and try again',
  EDQUOT: 'the disk quota is used up; free some space and try again',
  EACCES: 'permission denied; change the permissions or choose another folder',
  EPERM: 'permission denied; change the permissions or choose another folder',
  EROFS: 'the disk is read-only; choose another folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'part of its path is a file, not a folder',
  EEXIST: 'part of its path is a file, not a folder',
  ENOENT: 'there is no such file or folder',
};

/**
 * Turns an error of the file system that the user can mend into a one-line UserError naming the file:
 * `Cannot write runs/a/config.json: no space left on the disk; free some space and try again`.
 * Any other error comes back unchanged.
 */
export function fileError(error: unknown, path: string, action: 'read' | 'write'): unknown {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
  return reason ? new UserError(`Cannot ${action} ${path}: ${reason}`, { cause: error }) : error;
}
