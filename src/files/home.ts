import { resolve } from 'node:path';
import envPaths from 'env-paths';

/**
 * The folder for what is fetched or made once and kept, such as data sets: the environment variable `VINF_HOME`,
 * else the platform's cache folder (`~/.cache/vinf`, `~/Library/Caches/vinf`, `%LOCALAPPDATA%\vinf\Cache`).
 * It need not exist yet.
 */
export function dataFolder(): string {
  return resolve(process.env.VINF_HOME || envPaths('vinf', { suffix: '' }).cache);
}
