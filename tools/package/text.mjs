import ts from 'typescript';

/** The whole of TensorFlow.js re-exports its core; the library needs no more than that, a fifth of it. */
const whole = /(['"])@tensorflow\/tfjs\1/g;

const sourceMap = /\n\/\/# sourceMappingURL=\S+\s*$/;

/**
 * A compiled file or its types as they are published: with TensorFlow.js by its core, and without a source map, as the
 * sources are not there.
 * @param {string} text
 */
export const publishedText = (text) => text.replace(whole, '$1@tensorflow/tfjs-core$1').replace(sourceMap, '\n');

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
export const picturesIn = (markdown) => [...markdown.matchAll(/!\[[^\]]*\]\(([^)\s:]+)\)/g)].map(([, path = '']) => path);
