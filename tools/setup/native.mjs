import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesBelow } from './build-record.mjs';
import { CommandError } from './command.mjs';
import { reinstall } from './dependencies.mjs';

/**
 * A package with a native part: the folders of node_modules that it lies in, code that needs it, what is so without it.
 * @typedef {{ name: string, folders: readonly string[], code: string, without: string }} Native
 */

/** @type {readonly Native[]} */
const natives = [
  {
    name: 'onnxruntime-node',
    folders: ['onnxruntime-node'],
    code: "import 'onnxruntime-node'",
    without: 'training uses the generated engine, which takes up to twice as long where networks are large',
  },
  { name: 'zeromq', folders: ['zeromq'], code: "import 'zeromq'", without: 'notebooks cannot be executed' },
  {
    name: 'esbuild',
    folders: ['esbuild', `@esbuild/${process.platform}-${process.arch}`],
    code: "import { transformSync } from 'esbuild'; transformSync('')",
    without: 'notebooks cannot be executed, figures and report cannot be made',
  },
];

/**
 * Sees that the native packages load, each in a process of its own, as one that is damaged can end it; those that do
 * not are installed again. What was found is remembered for as long as their files, platform and Node.js are the same;
 * that npm could not help is not, so that it is asked again next time.
 * @param {string} root the project's folder
 * @param {readonly Native[]} packages
 * @returns {Promise<string[]>} one sentence for each that does not load all the same
 */
export async function provideNative(root, packages = natives) {
  const before = remembered(root);
  const isKnown = before?.key === fingerprint(root, packages) && before.modules === process.versions.modules;
  if (isKnown) return sentences(packages, before.reasons);
  let reasons = await failures(root, packages);
  const isThere = (/** @type {string} */ folder) => existsSync(join(root, 'node_modules', folder));
  const broken = packages.filter(({ name }) => reasons[name]).flatMap(({ folders }) => folders.filter(isThere));
  if (broken.length > 0) {
    if (!(await installedAgain(root, broken))) return sentences(packages, reasons);
    reasons = await failures(root, packages);
  }
  remember(root, { key: fingerprint(root, packages), modules: process.versions.modules, reasons });
  return sentences(packages, reasons);
}

/**
 * @param {readonly Native[]} packages
 * @param {Record<string, string>} reasons
 */
const sentences = (packages, reasons) =>
  packages
    .filter(({ name }) => reasons[name])
    .map(({ name, without }) => `${name} does not load here: ${reasons[name]}; ${without}.`);

/**
 * Whether the native packages are others than those that the set-up has seen, with this Node.js or another: they are
 * made for all of them, and what does not load all the same is told where it is wanted.
 * @param {string} root the project's folder
 */
export function nativeChanged(root) {
  const found = remembered(root);
  return found !== undefined && found.key !== fingerprint(root, natives);
}

/**
 * @param {string} root
 * @param {readonly string[]} folders
 * @returns {Promise<boolean>} false when npm could not do it
 */
async function installedAgain(root, folders) {
  try {
    await reinstall(root, folders);
    return true;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.log(`  not possible here: ${error.reason}`);
    return false;
  }
}

/**
 * Why packages do not load, by their names.
 * @param {string} root
 * @param {readonly Native[]} packages
 * @returns {Promise<Record<string, string>>}
 */
async function failures(root, packages) {
  const pairs = await Promise.all(packages.map(async ({ name, code }) => [name, await failure(root, code)]));
  return Object.fromEntries(pairs.filter(([, reason]) => reason !== undefined));
}

/**
 * @param {string} cwd
 * @param {string} code
 * @returns {Promise<string | undefined>}
 */
function failure(cwd, code) {
  const command = ['--input-type=module', '--eval', code];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd, timeout: 60_000 }, (error, _, stderr) => {
      if (!error) return resolve(undefined);
      const line = stderr.split('\n').findLast((one) => /^\w*Error\b.*: /.test(one));
      resolve(
        line?.replace(/^\w*Error\b.*?: /, '') ?? `it ends Node.js with ${error.signal ?? `exit code ${error.code}`}`,
      );
    });
  });
}

/**
 * What decides whether they load, but for Node.js: sizes and times stand for the contents, of which there are 200 MB.
 * @param {string} root
 * @param {readonly Native[]} packages
 */
function fingerprint(root, packages) {
  const folders = packages.flatMap((one) => one.folders).map((folder) => join(root, 'node_modules', folder));
  const files = folders.filter((folder) => existsSync(folder)).flatMap(filesBelow);
  const parts = files.map((path) => {
    const { size, mtimeMs } = statSync(path);
    return [path.slice(root.length), size, mtimeMs];
  });
  return createHash('sha256')
    .update(JSON.stringify([process.platform, process.arch, parts]))
    .digest('hex');
}

const recordOf = (/** @type {string} */ root) => join(root, 'node_modules', '.cache', 'vinf', 'native.json');

/**
 * @param {string} root
 * @returns {{ key: string, modules: string, reasons: Record<string, string> } | undefined}
 */
function remembered(root) {
  try {
    const { key, modules, reasons } = JSON.parse(readFileSync(recordOf(root), 'utf8'));
    return { key, modules, reasons: { ...reasons } };
  } catch {
    return undefined;
  }
}

/**
 * Where that cannot be written, they are tried again next time.
 * @param {string} root
 * @param {object} found
 */
function remember(root, found) {
  try {
    mkdirSync(dirname(recordOf(root)), { recursive: true });
    writeFileSync(recordOf(root), JSON.stringify(found));
  } catch {}
}
