import katex from 'katex';
import { Comment, Converter, ReflectionKind } from 'typedoc';
import { equations } from './equations.mjs';

/**
 * A TypeDoc plug-in: gives destructured parameters the name `options`, and puts the equations below the first paragraph of their functions, as MathML, which browsers show without
 * fonts or scripts. An equation whose function is gone, or that cannot be set, fails the build.
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
      if (parameter.name === '__namedParameters') parameter.name = 'options';
    }
    const functions = project.getReflectionsByKind(ReflectionKind.Function);
    for (const [name, formulas] of Object.entries(equations)) {
      const found = functions.find((one) => one.name === name);
      const signature = /** @type {import('typedoc').DeclarationReflection | undefined} */ (found)?.signatures?.[0];
      if (!signature) app.logger.error(`tools/docs/equations.mjs: there is no exported function ${name}`);
      else append(signature, formulas.map((formula) => rendered(app, name, formula)).join(''));
    }
  });
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
 * @param {import('typedoc').Application} app
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
