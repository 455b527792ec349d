/**
 * Which folder of `src` may import which, for dependency-cruiser (`npm run check`): each imports from those before it in
 * this list, types included, and nothing goes in a circle.
 */
const floors = [
  'errors.ts',
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
  'index.ts',
];

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
