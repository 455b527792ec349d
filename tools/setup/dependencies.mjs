import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, runQuietly } from './command.mjs';

/**
 * @typedef {{
 *   version?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean,
 *   bin?: Record<string, string>,
 * }} Package
 */

/**
 * Whether what package-lock.json asks for is installed: by the record that npm leaves in node_modules when it has
 * finished, and by the files, as an npm that was stopped later leaves the record of the time before. An optional package
 * may be missing: npm leaves it out where it does not install.
 * @param {string} root the project's folder
 */
export function dependenciesInstalled(root) {
  const installed = packages(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return false;
  const wanted = Object.entries(packages(join(root, 'package-lock.json')) ?? {}).filter(([path]) => path !== '');
  return wanted.every(([path, entry]) => {
    const found = installed[path];
    if (!found) return Boolean(entry.optional || entry.devOptional);
    return found.version === entry.version && found.integrity === entry.integrity && isThere(join(root, path), found);
  });
}

/**
 * Looks for the package's own description and its commands; all files would take too long.
 * @param {string} folder
 * @param {Package} entry
 */
const isThere = (folder, { bin = {} }) =>
  ['package.json', ...Object.values(bin)].every((file) => existsSync(join(folder, file)));

/**
 * Installs the npm dependencies with `npm ci`, those for development too: the build and the tests need them.
 * @param {string} root the project's folder
 */
export async function installDependencies(root) {
  const sentence = 'Installing the npm dependencies (1 GB in node_modules, half a minute to a few minutes)';
  const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--no-progress', '--prefer-offline'];
  await runQuietly(sentence, [...npm(), 'ci', ...flags], { cwd: root });
}

/**
 * @param {string} path of a lock file
 * @returns {Record<string, Package> | undefined}
 */
function packages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
