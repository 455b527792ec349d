import { ReflectionKind } from 'typedoc';
import { categories } from './categories.mjs';

/** @typedef {import('typedoc').CommentDisplayPart[]} Parts */

/**
 * Makes links of the names of exports that stand in backticks: of all in the guide, which have to be exports, and in the
 * other documents; in docstrings of those with a capital letter, since `planar` may be the value of an option there.
 * @param {import('typedoc').Application} app
 * @param {import('typedoc').ProjectReflection} project
 */
export function linkNames(app, project) {
  const exports = exportsOf(project);
  project.readme = linked(project.readme ?? [], (name) => {
    const found = exports.get(name);
    if (!found) app.logger.error(`tools/docs/guide.md: there is no export ${name}`);
    return found;
  });
  for (const one of Object.values(project.reflections)) {
    if (one.isDocument()) one.content = linked(one.content, (name) => exports.get(name));
    if (!one.comment) continue;
    const target = (/** @type {string} */ name) =>
      /[A-Z]/.test(name) && name !== one.name ? exports.get(name) : undefined;
    one.comment.summary = linked(one.comment.summary, target);
    for (const tag of one.comment.blockTags) tag.content = linked(tag.content, target);
  }
}

/**
 * By the name under which `vinf` has them, such as `plots.lineChart`; what is in a namespace also by its own.
 * @param {import('typedoc').ProjectReflection} project
 */
function exportsOf(project) {
  const all = project.getReflectionsByKind(ReflectionKind.SomeExport & ~ReflectionKind.SomeModule);
  const exports = new Map(all.map((one) => [one.name, one]));
  for (const one of all) exports.set(one.getFullName(), one);
  return exports;
}

/**
 * @param {Parts} parts
 * @param {(name: string) => import('typedoc').Reflection | undefined} target
 * @returns {Parts}
 */
function linked(parts, target) {
  return parts.map((part) => {
    const name = part.kind === 'code' ? /^`([A-Za-z][\w.]*)`$/.exec(part.text)?.[1] : undefined;
    const found = name === undefined ? undefined : target(name);
    return found ? { kind: 'inline-tag', tag: '@linkcode', text: /** @type {string} */ (name), target: found } : part;
  });
}

/**
 * Lists the categories below the guide.
 * @param {import('typedoc').ProjectReflection} project
 */
export function listCategories(project) {
  const anchor = (/** @type {string} */ name) => name.toLowerCase().replaceAll(/[^a-z]+/g, '-');
  const rows = categories.map(({ name, sentence }) => `| [${name}](modules.html#${anchor(name)}) | ${sentence} |`);
  const text = ['', '', '## All functions, by category', '', '| category | what is in it |', '|---|---|', ...rows].join(
    '\n',
  );
  project.readme?.push({ kind: 'text', text });
}
