import { tensorFlowModules } from './tensorflow.mjs';

/**
 * @typedef {Record<string, string>} Ranges
 * @typedef {{
 *   version: string, dependencies: Ranges, optionalDependencies: Ranges, browser: Ranges, sideEffects: string[],
 *   [field: string]: unknown,
 * }} Manifest of the checkout
 */

const tensorFlow = '@tensorflow/tfjs';

/** What the library uses where its user has it, and says in a sentence that it is not there otherwise. */
const ifThere = ['onnxruntime-node', 'playwright-core', 'plotly.js-dist', '@tensorflow/tfjs-node-gpu'];

/**
 * Packages of which a program shall have one: with two, the tensors of one would reach the kernels of the other. npm
 * installs it beside those that ask for it, or says that it cannot.
 */
const shared = ['@tensorflow/tfjs-core'];

/** What concerns the checkout alone. */
const ofTheCheckout = [
  ...['private', 'files', 'scripts', 'allowScripts', 'overrides', 'dependencies', 'devDependencies'],
  'optionalDependencies',
];

/**
 * The package.json that is published: that of the checkout without what concerns the checkout alone, and of its
 * dependencies those that the published files import.
 * @param {Manifest} own
 * @param {readonly string[]} imported names of packages
 * @throws {Error} for a package that is imported and that the checkout's package.json does not name
 */
export function publishedManifest(own, imported) {
  const known = { ...own.dependencies, ...own.optionalDependencies };
  const ranges = (/** @type {readonly string[]} */ names) =>
    Object.fromEntries(names.map((name) => [name, rangeOf(name, known)]));
  const apart = [...ifThere, ...shared];
  const rest = Object.fromEntries(Object.entries(own).filter(([field]) => !ofTheCheckout.includes(field)));
  return {
    ...rest,
    ...ofTensorFlow(own),
    dependencies: ranges(imported.filter((name) => !apart.includes(name)).sort()),
    peerDependencies: ranges([...shared, ...ifThere]),
    peerDependenciesMeta: Object.fromEntries(ifThere.map((name) => [name, { optional: true }])),
  };
}

/**
 * What bundlers read of TensorFlow.js: of the published files, `tensorflow.js` is in its place.
 * @param {Manifest} own
 */
function ofTensorFlow({ browser, sideEffects }) {
  const { [tensorFlow]: page, ...others } = browser;
  const paths = tensorFlowModules.map((name) => `./dist/${name}`);
  return { browser: { ...others, [`./dist/${tensorFlowModules[0]}`]: page }, sideEffects: [...sideEffects, ...paths] };
}

/**
 * @param {string} name
 * @param {Ranges} known
 */
function rangeOf(name, known) {
  const range = known[name];
  if (range) return range;
  throw new Error(`The library imports ${name}, which is not among the dependencies in package.json`);
}
