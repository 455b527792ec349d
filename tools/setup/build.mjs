import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filesBelow, isWhole, recordBuild, sourceHash } from './build-record.mjs';
import { runQuietly } from './command.mjs';

/**
 * Builds dist/ with the TypeScript compiler; only what changed is compiled again, unless dist/ is damaged. The new
 * folder takes the place of the old one when it is complete: a build that is stopped or fails leaves the old one.
 * @param {string} root the project's folder
 */
export async function build(root) {
  const [dist, next] = [join(root, 'dist'), join(root, `dist.${process.pid}.tmp`)];
  const hash = sourceHash(root);
  removeAbandoned(root);
  mkdirSync(next);
  try {
    if (isWhole(dist)) cpSync(dist, next, { recursive: true, preserveTimestamps: true });
    await compile(root, next);
    removeOrphans(root, next);
    recordBuild(next, hash);
    replaceFolder(dist, next);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {string} folder where to
 */
async function compile(root, folder) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const place = ['--outDir', folder, '--tsBuildInfoFile', join(folder, '.tsbuildinfo')];
  await runQuietly('Building the library', [process.execPath, tsc, '-p', root, ...place], { cwd: root });
  const command = join(folder, 'cli', 'main.js');
  if (existsSync(command)) chmodSync(command, 0o755);
}

/**
 * The compiler leaves what it once made of a source that has gone.
 * @param {string} root
 * @param {string} folder
 */
function removeOrphans(root, folder) {
  for (const path of filesBelow(folder)) {
    const source = relative(folder, path).replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
    if (source.endsWith('.ts') && !existsSync(join(root, 'src', source))) rmSync(path);
  }
}

/**
 * What builds that were killed have left; the compiler that one of them started may write there for a while yet.
 * @param {string} root
 */
function removeAbandoned(root) {
  for (const name of readdirSync(root)) {
    const pid = Number(/^dist\.(\d+)\.tmp$/.exec(name)?.[1]);
    if (pid === process.pid || (pid && !isAlive(pid))) {
      rmSync(join(root, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
    }
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Where two processes build at the same time, the second replaces what the first has built.
 * @param {string} folder
 * @param {string} next what takes its place
 */
function replaceFolder(folder, next) {
  for (let tries = 3; ; tries--) {
    rmSync(folder, { recursive: true, force: true });
    try {
      renameSync(next, folder);
      return;
    } catch (error) {
      const { code = '' } = /** @type {NodeJS.ErrnoException} */ (error);
      if (tries === 0 || !['ENOTEMPTY', 'EEXIST'].includes(code)) throw error;
    }
  }
}
