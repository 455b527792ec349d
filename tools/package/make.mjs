import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npm, runQuietly } from '../setup/command.mjs';
import { publishedManifest } from './manifest.mjs';
import { importedPackages, picturesIn, publishedText } from './text.mjs';

const documents = ['README.md', 'LICENSE', 'CHANGELOG.md', 'CITATION.cff'];

/** What is compiled and of no use outside the checkout: source maps, records of the compiler, the notebooks' kernel. */
const leftOut = /\.map$|^\.|(^|[\\/])notebook[\\/]kernel/;

/**
 * Makes the folder that is published, of a checkout that is built: the library without the course.
 * @param {string} root of the checkout
 * @param {string} folder is made anew
 */
export function makePackage(root, folder) {
  rmSync(folder, { recursive: true, force: true });
  const copy = (/** @type {string} */ path) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  };
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const path of [...documents, ...picturesIn(readme), 'bin/vinf.mjs', 'tools/setup/node-version.mjs']) copy(path);
  const imported = new Set(compiledFiles(root).flatMap((path) => publish(root, folder, path)));
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifest = publishedManifest(own, [...imported]);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Paths below the checkout.
 * @param {string} root
 */
function compiledFiles(root) {
  const all = readdirSync(join(root, 'dist'), { recursive: true, withFileTypes: true, encoding: 'utf8' });
  const paths = all.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return paths.map((path) => path.slice(join(root, 'dist').length + 1)).filter((path) => !leftOut.test(path));
}

/**
 * Writes one compiled file, and says which packages it imports; types are compiled away, so those of types count too.
 * @param {string} root
 * @param {string} folder
 * @param {string} path below `dist`
 */
function publish(root, folder, path) {
  const to = join(folder, 'dist', path);
  mkdirSync(dirname(to), { recursive: true });
  const bytes = readFileSync(join(root, 'dist', path));
  if (!/\.[cm]?[jt]s$/.test(path)) {
    writeFileSync(to, bytes);
    return [];
  }
  const text = publishedText(bytes.toString());
  writeFileSync(to, text);
  return importedPackages(text);
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
