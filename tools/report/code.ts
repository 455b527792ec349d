import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import hljs from 'highlight.js';
import ts from 'typescript';
import { UserError, unknownName } from '../../src/errors.js';
import { fileError } from '../../src/files/error.js';
import type { DirectiveRule } from './directive.js';
import { escapeHtml } from './html.js';

/** `{{code src/flows/planar.ts#planar}}`: a top-level declaration with its documentation, as it stands in the file. */
export const code: DirectiveRule = ({ argument }, { sources }) => {
  const [path = '', symbol = ''] = argument.trim().split('#');
  if (!symbol) throw new UserError(`Expected {{code path#symbol}}, got ${argument}`);
  const text = declaration(join(sources.project, path), path, symbol);
  return () => `<figure class="code">\n<figcaption>${escapeHtml(path)}, <code>${escapeHtml(symbol)}</code></figcaption>
<pre><code class="hljs">${highlight(text, 'typescript')}</code></pre>\n</figure>\n`;
};

/** Code with its words marked up; a language that highlight.js does not know stays plain. */
export const highlight = (text: string, language: string): string =>
  hljs.getLanguage(language) ? hljs.highlight(text, { language }).value : escapeHtml(text);

function declaration(file: string, path: string, symbol: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new UserError(`there is no file ${path}`);
    throw fileError(error, path, 'read');
  }
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = source.statements.find((statement) => namesOf(statement).includes(symbol));
  if (found) return text.slice(found.getStart(source, true), found.getEnd());
  throw new UserError(`${path}: ${unknownName('symbol', symbol, source.statements.flatMap(namesOf))}`);
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  }
  const { name } = statement as ts.DeclarationStatement;
  return name && ts.isIdentifier(name) ? [name.text] : [];
}
