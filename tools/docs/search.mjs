import { ReflectionKind } from 'typedoc';

// What the search of the API documentation finds, and in which order.

/**
 * Words by which people look for an export, where its name and its docstring have others or have them in passing.
 * @type {Readonly<Record<string, string>>}
 */
const otherWords = {
  autoregressive: 'iaf maf conditional',
  dlgm: 'vae autoencoder posterior',
  dlgmProblem: 'vae elbo posterior',
  drawPosterior: 'sample',
  fit: 'train',
  fitFlow: 'train conditional',
  flowDistribution: 'sample density',
  forwardKlProblem: 'likelihood conditional',
  invert: 'inverse maf',
  loadDigits: 'mnist',
  realNvp: 'conditional',
  reverseKlProblem: 'elbo posterior conditional',
  splineCoupling: 'conditional',
  useBackend: 'gpu',
};

/**
 * How far up the search puts things: what the guide names first, what has an example next, functions before types, and
 * last the parts of runs, of studies and of types.
 * @param {import('typedoc').Application} app
 * @param {import('typedoc').ProjectReflection} project
 */
export function weigh(app, project) {
  for (const name of Object.keys(otherWords)) {
    if (!project.getChildByName(name)) app.logger.error(`tools/docs/search.mjs: there is no export ${name}`);
  }
  const named = new Set(project.readme?.map(({ text }) => text.replaceAll('`', '')));
  for (const one of Object.values(project.reflections)) {
    if (!one.isDeclaration()) continue;
    const isExport = one.parent?.kindOf(ReflectionKind.ExportContainer);
    const hasExample = one.signatures?.some(({ comment }) => comment?.getTag('@example'));
    const factors = [
      isExport ? 1 : 0.05,
      one.kindOf(ReflectionKind.Function) ? 4 : 1,
      hasExample ? 2 : 1,
      named.has(one.getFullName()) ? 2 : 1,
      /^(runs|studies)\./.test(one.getFullName()) ? 0.2 : 1,
    ];
    one.relevanceBoost = factors.reduce((product, factor) => product * factor);
  }
}

/**
 * Lets the search find exports by other words; with their names, since the search counts a word the more the fewer there are
 * beside it, of as many as an entry has on average.
 * @param {import('typedoc').IndexEvent} index
 */
export function addWords(index) {
  index.searchFieldWeights.words = 20;
  for (const [i, one] of index.searchResults.entries()) {
    const others = Object.hasOwn(otherWords, one.getFullName()) ? otherWords[one.name] : '';
    index.searchFields[i] = { words: `${one.name} ${others}` };
  }
}
