import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../src/errors.js';
import { fileError } from '../../src/files/error.js';
import { checkOptions, type DirectiveRule } from './directive.js';
import { escapeHtml } from './html.js';

/** A departure from a paper, as a comment in the code says it. */
export interface Deviation {
  /** `src/flows/planar.ts` */
  path: string;
  line: number;
  text: string;
}

/** `{{deviations src}}`: every `Deviation:` comment of a folder, with the place where it stands. */
export const deviations: DirectiveRule = (directive, { sources }) => {
  checkOptions(directive, []);
  const folder = directive.argument.trim();
  if (!folder) throw new UserError('Expected {{deviations folder}}, got no folder');
  const found = collectDeviations(sources.project, folder);
  if (found.length === 0) throw new UserError(`There is no comment that begins Deviation: in ${folder}`);
  const items = found.map(
    ({ path, line, text }) => `<dt><code>${escapeHtml(path)}:${line}</code></dt><dd>${inCode(escapeHtml(text))}</dd>`,
  );
  return () => `<dl class="deviations">\n${items.join('\n')}\n</dl>\n`;
};

const inCode = (html: string): string => html.replace(/`([^`]+)`/g, '<code>$1</code>');

/** In the order of paths and lines. @throws UserError if the folder or a file in it cannot be read */
function collectDeviations(project: string, folder: string): Deviation[] {
  const files = reading(folder, () => readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' }));
  return files
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .flatMap((file) => {
      const path = `${folder}/${file.replaceAll('\\', '/')}`;
      const text = reading(path, () => readFileSync(join(project, path), 'utf8'));
      return inFile(path, text);
    });
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw fileError(error, path, 'read');
  }
}

/** A comment goes on until it ends, or until a line of its own begins with a tag or another `Name:`. */
function inFile(path: string, text: string): Deviation[] {
  const lines = text.split('\n');
  return lines.flatMap((content, i) => {
    const [, first] = /(?:\*|\/\/).*?\bDeviation: (.*)$/.exec(content) ?? [];
    if (first === undefined) return [];
    const parts = [first];
    for (let j = i + 1; j < lines.length && !parts.at(-1)!.includes('*/'); j++) {
      const [, more] = /^\s*(?:\*(?!\/)|\/\/)\s+(?!@|[A-Z]\w+:)(.*)$/.exec(lines[j]!) ?? [];
      if (more === undefined) break;
      parts.push(more);
    }
    return [
      {
        path,
        line: i + 1,
        text: parts
          .join(' ')
          .replace(/\s*\*\/.*$/, '')
          .trim(),
      },
    ];
  });
}
