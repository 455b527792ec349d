import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** In dist/: the hash of what it was built from, and that of all that was built. */
const [sourceRecord, productRecord] = ['.built-from', '.built'];

/**
 * Whether dist/ holds what the compiler makes of what is in src/ now, all of it and nothing else: names and contents
 * are compared, not times.
 * @param {string} root the project's folder
 */
export function isBuilt(root) {
  const dist = join(root, 'dist');
  return textOf(join(dist, sourceRecord)) === sourceHash(root) && isWhole(dist);
}

/**
 * Whether nothing has changed in the folder since it was built.
 * @param {string} dist
 */
export function isWhole(dist) {
  try {
    return readFileSync(join(dist, productRecord), 'utf8') === productHash(dist);
  } catch {
    return false;
  }
}

/**
 * Records that a folder is complete.
 * @param {string} dist
 * @param {string} hash of the sources
 */
export function recordBuild(dist, hash) {
  writeFileSync(join(dist, sourceRecord), hash);
  writeFileSync(join(dist, productRecord), productHash(dist));
}

/**
 * SHA-256 over the names and contents of everything that decides what is built.
 * @param {string} root the project's folder
 */
export function sourceHash(root) {
  const settings = ['tsconfig.json', 'package-lock.json'].map((name) => join(root, name));
  return hashOf(root, [...settings, ...filesBelow(join(root, 'src'))]);
}

/** @param {string} dist */
const productHash = (dist) =>
  hashOf(
    dist,
    filesBelow(dist).filter((path) => path !== join(dist, productRecord)),
  );

/**
 * @param {string} folder that the names are relative to
 * @param {readonly string[]} paths
 */
function hashOf(folder, paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    const content = readFileSync(path);
    hash.update(`${path.slice(folder.length)}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/**
 * The files in a folder and its subfolders, in order; links are not followed, as newer versions of Node.js do by themselves.
 * @param {string} folder
 * @returns {string[]}
 */
export const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.isFile() ? [path] : [];
    })
    .sort();

/** @param {string} path */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
