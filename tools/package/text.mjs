import ts from 'typescript';

const tensorFlow = /(['"])@tensorflow\/tfjs\1/g;

const sourceMap = /\n\/\/# sourceMappingURL=\S+\s*$/;

/**
 * A compiled file, or its types, as it is published: TensorFlow.js is `tensorflow.js` (see there), and there is no source
 * map, as the sources are not there.
 * @param {string} text
 * @param {string} path of the file below `dist`, with / between folders
 */
export function publishedText(text, path) {
  const up = '../'.repeat(path.split('/').length - 1) || './';
  const code = (/** @type {string} */ line) => !/^\s*\*/.test(line); // Examples in docstrings are for the user.
  const lines = text
    .split('\n')
    .map((line) => (code(line) ? line.replace(tensorFlow, `$1${up}tensorflow.js$1`) : line));
  return lines.join('\n').replace(sourceMap, '\n');
}

/**
 * Names of packages that a compiled file imports, without those of Node.js.
 * @param {string} text
 */
export function importedPackages(text) {
  const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const others = names.filter((name) => !name.startsWith('.') && !name.startsWith('node:'));
  return others.map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
}

/**
 * Files that a Markdown file shows as pictures.
 * @param {string} markdown
 * @returns {string[]}
 */
export const picturesIn = (markdown) =>
  [...markdown.matchAll(/!\[[^\]]*\]\(([^)\s:]+)\)/g)].map(([, path = '']) => path);
