import { Comment, CommentTag, ReflectionKind } from 'typedoc';
import { categories, categoryOf } from './categories.mjs';

/**
 * Gives each export the category of its file, whose sentences stand where the categories are listed.
 * @param {import('typedoc').Application} app
 * @param {import('typedoc').ProjectReflection} project
 */
export function categorise(app, project) {
  for (const one of project.children ?? []) {
    const path = one.sources?.[0]?.fileName ?? '';
    const category = categoryOf(path);
    if (category) addTag(one, '@category', category.name);
    else app.logger.error(`tools/docs/categories.mjs: no category has ${path}, where ${one.name} comes from`);
  }
  for (const { name, sentence } of categories) addTag(project, '@categoryDescription', `${name}\n${sentence}`);
}

/**
 * @param {import('typedoc').Reflection} reflection
 * @param {`@${string}`} name
 * @param {string} text
 */
function addTag(reflection, name, text) {
  reflection.comment ??= new Comment();
  reflection.comment.blockTags.push(new CommentTag(name, [{ kind: 'text', text }]));
}

/**
 * Leaves the links to source files on exports alone: their properties are in the same file.
 * @param {import('typedoc').ProjectReflection} project
 */
export function keepOneSource(project) {
  for (const one of Object.values(project.reflections)) {
    if (!one.isDeclaration() && !one.isSignature()) continue;
    const owner = one.isSignature() ? one.parent : one;
    const isExport = owner.parent?.kindOf(ReflectionKind.SomeModule | ReflectionKind.Project);
    if (one.sources) one.sources = isExport ? one.sources.slice(0, 1) : [];
  }
}

/**
 * Takes the line out of the text of a link to a source file, since it changes with every edit.
 * @param {import('typedoc').PageEvent} page
 */
export function withoutLines(page) {
  page.contents = (page.contents ?? '').replace(/(<a href="[^"]*">src\/[^<:]+):\d+<\/a>/g, '$1</a>');
}

/**
 * Gives each export the first sentence of its docstring as a summary, for lists.
 * @param {import('typedoc').ProjectReflection} project
 */
export function summarise(project) {
  for (const one of project.getReflectionsByKind(ReflectionKind.SomeExport)) {
    const described = /** @type {import('typedoc').DeclarationReflection} */ (one).signatures?.[0] ?? one;
    const text = Comment.combineDisplayParts(described.comment?.summary);
    const sentence = /^.+?(?=\.(\s|$)|:\n|\n\n|$)/s.exec(text)?.[0];
    if (sentence) addTag(described, '@summary', sentence);
  }
}
