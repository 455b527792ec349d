import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';

/**
 * The folder for what is fetched or made once and kept, such as data sets: the environment variable `VINF_HOME`,
 * else the platform's cache folder (`~/.cache/vinf`, `~/Library/Caches/vinf`, `%LOCALAPPDATA%\vinf\Cache`).
 * It need not exist yet.
 */
export function dataFolder(): string {
  return resolve(process.env.VINF_HOME || cacheFolder());
}

/** Whether a file is, or would be, in the data folder. */
export function inDataFolder(path: string): boolean {
  const folder = dataFolder();
  return `${resolve(path)}${sep}`.startsWith(`${folder}${sep}`);
}

function cacheFolder(): string {
  const { platform, env } = process;
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(home(), 'AppData', 'Local'), 'vinf', 'Cache');
  if (platform === 'darwin') return join(home(), 'Library', 'Caches', 'vinf');
  return join(env.XDG_CACHE_HOME || join(home(), '.cache'), 'vinf');
}

/** A user whom the system does not know, as in a container, can be without one; `/` is then what containers take. */
function home(): string {
  try {
    return homedir() || sep;
  } catch {
    return sep;
  }
}
