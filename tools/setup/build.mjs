import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './command.mjs';

const stamp = (/** @type {string} */ root) => join(root, 'dist', '.built-from');
const compilerRecord = (/** @type {string} */ root) => join(root, 'dist', '.tsbuildinfo');

/**
 * Whether dist/ was built from what is in src/ now: names and contents are compared, not times.
 * The compiler may have run by itself since; then nobody knows.
 * @param {string} root the project's folder
 */
export function isBuilt(root) {
  const [own, compilers] = [stamp(root), compilerRecord(root)];
  if (!existsSync(own) || !existsSync(compilers)) return false;
  return statSync(own).mtimeMs >= statSync(compilers).mtimeMs && readFileSync(own, 'utf8') === sourceHash(root);
}

/**
 * Builds dist/ with the TypeScript compiler; only what changed is compiled again.
 * @param {string} root the project's folder
 */
export async function build(root) {
  const hash = sourceHash(root);
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  rmSync(stamp(root), { force: true });
  await runQuietly('Building the library', [process.execPath, tsc, '-p', root], { cwd: root });
  const command = join(root, 'dist', 'cli', 'main.js');
  if (existsSync(command)) chmodSync(command, 0o755);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp(root), hash);
}

/**
 * SHA-256 over the names and contents of everything that decides what is built.
 * @param {string} root the project's folder
 */
function sourceHash(root) {
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const path of ['tsconfig.json', 'package-lock.json'].map((name) => join(root, name)).concat(sources.sort())) {
    const content = readFileSync(path);
    hash.update(`${path.slice(root.length)}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
