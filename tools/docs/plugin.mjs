import katex from 'katex';
import { Application, Comment, Converter, IndexEvent, PageEvent, ReflectionKind } from 'typedoc';
import { categories } from './categories.mjs';
import { equations } from './equations.mjs';
import { categorise, keepOneSource, summarise, withoutLines } from './exports.mjs';
import { linkNames, listCategories } from './links.mjs';
import { addWords, weigh } from './search.mjs';

/**
 * A TypeDoc plug-in:
 * - destructured parameters get the name `options`;
 * - equations come below the first paragraph of their functions, as MathML, which browsers show without fonts or scripts;
 * - each export gets the category of the file that it comes from, a link to that file, and one sentence in lists;
 * - names of exports in backticks become links;
 * - the search knows other words for things, and puts first what has an example.
 * An equation whose function is gone or that cannot be set, an export without a category, and a name in the guide or for
 * the search that is no export fail the build.
 * @param {Application} app
 */
export function load(app) {
  app.on(Application.EVENT_BOOTSTRAP_END, () => {
    const names = categories.map(({ name }) => name);
    app.options.setValue('categoryOrder', names);
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
      if (parameter.name === '__namedParameters') parameter.name = 'options';
    }
    summarise(project);
    setEquations(app, project);
  });
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    keepOneSource(project);
    weigh(app, project);
    categorise(app, project);
    linkNames(app, project);
    listCategories(project);
  });
  app.renderer.on(IndexEvent.PREPARE_INDEX, addWords);
  app.renderer.on(PageEvent.END, withoutLines);
}

/**
 * @param {Application} app
 * @param {import('typedoc').ProjectReflection} project
 */
function setEquations(app, project) {
  const functions = project.getReflectionsByKind(ReflectionKind.Function);
  for (const [name, formulas] of Object.entries(equations)) {
    const found = functions.find((one) => one.name === name);
    const signature = /** @type {import('typedoc').DeclarationReflection | undefined} */ (found)?.signatures?.[0];
    if (!signature) app.logger.error(`tools/docs/equations.mjs: there is no exported function ${name}`);
    else append(signature, formulas.map((formula) => rendered(app, name, formula)).join(''));
  }
}

/**
 * @param {import('typedoc').SignatureReflection} signature
 * @param {string} html
 */
function append(signature, html) {
  signature.comment ??= new Comment();
  signature.comment.summary.push({ kind: 'text', text: `\n\n${html}\n` });
}

/**
 * @param {Application} app
 * @param {string} name
 * @param {string} formula
 */
function rendered(app, name, formula) {
  try {
    return `<p style="overflow-x: auto">${katex.renderToString(formula, { displayMode: true, output: 'mathml', strict: 'error' })}</p>`;
  } catch (error) {
    app.logger.error(`tools/docs/equations.mjs: ${name}: ${/** @type {Error} */ (error).message}`);
    return '';
  }
}
