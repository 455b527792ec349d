import { builtinModules } from 'node:module';

/**
 * Which folder of `src` may import which, for dependency-cruiser (`npm run check`): each imports from those before it in
 * this list, types included, and nothing goes in a circle. What a page is to use has nothing of Node.js.
 */
const floors = [
  'errors.ts',
  'host.ts',
  'environment.ts',
  'files',
  'random',
  'tensors',
  'problem',
  'densities',
  'flows',
  'objectives',
  'models',
  'engine',
  'training',
  'fitting',
  'inference',
  'data',
  'plots',
  'render',
  'notebook',
  'runs',
  'studies',
  'cli',
  'browser.ts',
  'index.ts',
];

const nodeModules = `^(node:)?(${builtinModules.join('|')})$`;

const pathOf = (/** @type {readonly string[]} */ names) => `^src/(${names.join('|')})(/|$)`.replaceAll('.', '\\.');

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'unknown-floor',
      comment: 'A new folder of src has its place in the list of tools/check/imports.mjs.',
      severity: 'error',
      from: { path: '^src/', pathNot: pathOf(floors) },
      to: {},
    },
    {
      name: 'library-only',
      comment: 'The library does not know the tools around it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tools|test|bench)/' },
    },
    {
      name: 'pages-have-no-node',
      comment: 'What browser.ts reaches, types included, imports no module of Node.js: a page has none.',
      severity: 'error',
      from: { path: '^src/browser\\.ts$' },
      to: { path: nodeModules, reachable: true },
    },
    ...floors.slice(0, -1).map((floor, i) => ({
      name: `${floor}-looks-up`,
      comment: `${floor} imports only from what stands before it in tools/check/imports.mjs.`,
      severity: /** @type {const} */ ('error'),
      from: { path: pathOf([floor]) },
      to: { path: pathOf(floors.slice(i + 1)) },
    })),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
