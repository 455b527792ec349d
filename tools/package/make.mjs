import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { filesBelow } from '../setup/build-record.mjs';
import { npm, runQuietly } from '../setup/command.mjs';
import { publishedManifest } from './manifest.mjs';
import { tensorFlowFiles } from './tensorflow.mjs';
import { importedPackages, picturesIn, publishedText } from './text.mjs';

const documents = ['README.md', 'LICENSE', 'CHANGELOG.md', 'CITATION.cff'];

/** What is compiled and of no use outside the checkout: source maps, records of the compiler, the notebooks' kernel. */
const leftOut = /\.map$|^\.|^notebook\/kernel/;

/**
 * Makes the folder that is published, of a checkout that is built: the library without the course.
 * @param {string} root of the checkout
 * @param {string} folder is made anew
 */
export async function makePackage(root, folder) {
  rmSync(folder, { recursive: true, force: true });
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const path of [...documents, ...picturesIn(readme), 'bin/vinf.mjs', 'tools/setup/node-version.mjs']) {
    write(folder, path, readFileSync(join(root, path)));
  }
  const texts = { ...compiledTexts(join(root, 'dist')), ...(await tensorFlowFiles(root)) };
  for (const [path, text] of Object.entries(texts)) write(folder, `dist/${path}`, text);
  const imported = new Set(Object.values(texts).flatMap(importedPackages));
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  write(folder, 'package.json', `${JSON.stringify(publishedManifest(own, [...imported]), null, 2)}\n`);
}

/**
 * @param {string} folder
 * @param {string} path below it
 * @param {string | Buffer} content
 */
function write(folder, path, content) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/**
 * Compiled files and their types, as they are published, by path with / between folders.
 * @param {string} dist
 * @returns {Record<string, string>}
 */
function compiledTexts(dist) {
  const files = filesBelow(dist).map((file) => relative(dist, file).replaceAll('\\', '/'));
  const paths = files.filter((path) => !leftOut.test(path));
  return Object.fromEntries(paths.map((path) => [path, publishedText(readFileSync(join(dist, path), 'utf8'), path)]));
}

/**
 * Packs the folder as npm publishes it.
 * @param {string} folder of the package
 * @param {string} to folder of the tarball
 * @returns {Promise<string>} path of the tarball
 */
export async function pack(folder, to) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  await runQuietly('Packing', [...npm(), 'pack', '--pack-destination', to], { cwd: folder, say: () => {} });
  return join(to, `${name}-${version}.tgz`);
}
