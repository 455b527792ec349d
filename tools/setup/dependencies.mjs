import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npm, runQuietly } from './command.mjs';

/**
 * @typedef {{
 *   version?: string, integrity?: string, link?: boolean, optional?: boolean, dev?: boolean, devOptional?: boolean,
 *   bin?: Record<string, string>, os?: string[], cpu?: string[], libc?: string[],
 * }} Package
 */

/**
 * Whether what package-lock.json asks for is installed: by the record that npm leaves in node_modules when it has
 * finished, and by the files, as an npm that was stopped later leaves the record of the time before. An optional package
 * may be missing, as npm leaves it out where it does not install; one that is made for this platform may not: then
 * node_modules comes from another machine.
 * @param {string} root the project's folder
 * @param {(entry: Package) => boolean} counts the packages to look at
 */
export function dependenciesInstalled(root, counts = () => true) {
  const installed = packages(recordOf(root));
  if (!installed) return false;
  const wanted = Object.entries(packages(join(root, 'package-lock.json')) ?? {}).filter(([path]) => path !== '');
  return wanted.every(([path, entry]) => {
    const found = installed[path];
    if (!counts(entry)) return true;
    if (!found) return Boolean(entry.optional || entry.devOptional) && !madeForThisPlatform(entry);
    return found.version === entry.version && found.integrity === entry.integrity && isThere(root, path, found);
  });
}

/** @param {Package} entry a package with a C library is left to npm, which knows ours */
function madeForThisPlatform({ os, cpu, libc }) {
  const fits = (/** @type {string[]} */ list, /** @type {string} */ ours) => list.includes(ours);
  return os && cpu && !libc && fits(os, process.platform) && fits(cpu, process.arch);
}

/**
 * Looks for the package's own description and its commands; all files would take too long.
 * @param {string} root
 * @param {string} path of the package
 * @param {Package} entry
 */
function isThere(root, path, { bin = {} }) {
  const files = ['package.json', ...Object.values(bin)].map((file) => join(path, file));
  const commands = path.lastIndexOf('node_modules/') === 0 ? Object.keys(bin) : [];
  const links = commands.map((name) => join('node_modules', '.bin', name));
  return [...files, ...links].every((file) => existsSync(join(root, file)));
}

const flags = [
  '--loglevel=error',
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  '--prefer-offline',
];

/**
 * Installs the npm dependencies, those for development too: the build and the tests need them. What is there already
 * is mended, and stays if that is not possible: `npm ci` would first delete it.
 * @param {string} root the project's folder
 */
export async function installDependencies(root) {
  if (packages(recordOf(root))) await mend(root, 'Bringing the npm dependencies up to date');
  if (dependenciesInstalled(root)) return;
  const sentence = 'Installing the npm dependencies (1 GB in node_modules, half a minute to a few minutes)';
  await runQuietly(sentence, [...npm(), 'ci', ...flags], { cwd: root });
}

/**
 * Installs some packages again, whatever is in their folders; these stay as they are if that is not possible.
 * @param {string} root the project's folder
 * @param {readonly string[]} names
 */
export async function reinstall(root, names) {
  const modules = join(root, 'node_modules');
  const aside = join(modules, '.broken');
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside);
  const folders = names.map((name, i) => ({ from: join(modules, name), to: join(aside, String(i)) }));
  for (const { from, to } of folders) renameSync(from, to);
  try {
    await mend(root, `Installing ${names.join(' and ')} again`);
  } catch (error) {
    for (const { from } of folders) rmSync(from, { recursive: true, force: true });
    for (const { from, to } of folders) renameSync(to, from);
    throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/**
 * npm believes its record more than the files, so the record is put away; package-lock.json stays as it is.
 * @param {string} root
 * @param {string} sentence
 */
async function mend(root, sentence) {
  const record = recordOf(root);
  const aside = `${record}.tmp`;
  renameSync(record, aside);
  try {
    await runQuietly(sentence, [...npm(), 'install', '--no-save', '--fetch-retries=1', ...flags], { cwd: root });
    rmSync(aside);
  } catch (error) {
    renameSync(aside, record);
    throw error;
  }
}

/** @param {string} root */
const recordOf = (root) => join(root, 'node_modules', '.package-lock.json');

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
