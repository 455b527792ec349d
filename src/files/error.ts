import { UserError } from '../errors.js';
import { inDataFolder } from './home.js';

/** By the code of the error: what is wrong, and what to do about it. */
const reasons: Readonly<Record<string, readonly [wrong: string, remedy?: string]>> = {
  ENOSPC: ['no space left on the disk', 'free some space and try again'],
  EDQUOT: ['the disk quota is used up', 'free some space and try again'],
  EACCES: ['permission denied', 'change the permissions or choose another folder'],
  EPERM: ['permission denied', 'change the permissions or choose another folder'],
  EROFS: ['the disk is read-only', 'choose another folder'],
  EISDIR: ['it is a folder'],
  ENOTDIR: ['part of its path is a file, not a folder'],
  EEXIST: ['part of its path is a file, not a folder'],
  ENOENT: ['there is no such file or folder'],
};

/** Errors that another data folder would not have. */
const ofPlace = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'];

/**
 * Turns an error of the file system that the user can mend into a one-line UserError naming the file:
 * `Cannot write runs/a/config.json: no space left on the disk; free some space and try again`.
 * In the data folder it names the variable that leads elsewhere. Any other error comes back unchanged.
 */
export function fileError(error: unknown, path: string, action: 'read' | 'write'): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  const reason = reasons[code];
  if (!reason) return error;
  const [wrong, remedy] = reason;
  const elsewhere = ofPlace.includes(code) && inDataFolder(path) && 'set VINF_HOME to a folder that you can write';
  const parts = [wrong, elsewhere || remedy].filter(Boolean).join('; ');
  return new UserError(`Cannot ${action} ${path}: ${parts}`, { cause: error });
}
