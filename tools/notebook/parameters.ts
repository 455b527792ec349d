import ts from 'typescript';
import { expected, UserError, unknownName } from '../../src/errors.js';
import { type Cell, hasTag, type Notebook } from './notebook-file.js';

/** Values for what the cell tagged `parameters` of a notebook declares, by name. */
export type Parameters = ReadonlyMap<string, unknown>;

const flags = ['-p', '--parameters'];

/**
 * Takes each `-p NAME VALUE`, papermill's spelling, out of the arguments of a command line. A value is JSON where it can
 * be read as that, else a text.
 * @throws UserError for a name without a value
 */
export function takeParameters(args: readonly string[]): { parameters: Parameters; rest: string[] } {
  const parameters = new Map<string, unknown>();
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (!flags.includes(args[i]!)) {
      rest.push(args[i]!);
      continue;
    }
    const [name, value] = [args[++i], args[++i]];
    if (name === undefined || value === undefined) {
      throw new UserError(expected('-p', 'be followed by a name and a value', name ?? 'nothing'));
    }
    parameters.set(name, jsonOrText(value));
  }
  return { parameters, rest };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Puts a cell tagged `injected-parameters` below the one tagged `parameters`, as papermill does, or in place of the one
 * that an earlier run has left. It declares each name again, with the type that it had.
 * @throws UserError for a notebook without such a cell, or a name that the cell does not declare
 */
export function injectParameters({ cells }: Notebook, parameters: Parameters, path: string): void {
  if (parameters.size === 0) return;
  const at = cells.findIndex((cell) => cell.cell_type === 'code' && hasTag(cell, 'parameters'));
  const declared = at < 0 ? new Map<string, string>() : declarations(cells[at]!.source);
  if (declared.size === 0) {
    throw new UserError(`${path}: expected a cell tagged "parameters" that declares some, got none`);
  }
  const lines = [...parameters].map(([name, value]) => {
    const declaration = declared.get(name);
    if (declaration === undefined)
      throw new UserError(`${path}: ${unknownName('parameter', name, [...declared.keys()])}`);
    return `${declaration} = ${JSON.stringify(value)};`;
  });
  const source = ['// Parameters', ...lines].join('\n');
  const earlier = cells.find((cell) => cell.cell_type === 'code' && hasTag(cell, 'injected-parameters'));
  if (earlier) earlier.source = source;
  else cells.splice(at + 1, 0, injected(source));
}

const injected = (source: string): Cell => ({
  cell_type: 'code',
  id: 'injected-parameters',
  metadata: { tags: ['injected-parameters'] },
  source,
});

/** For each variable of a cell the text before its value, `const steps: number`. */
function declarations(source: string): Map<string, string> {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest);
  const found = new Map<string, string>();
  for (const statement of file.statements.filter(ts.isVariableStatement)) {
    const { flags, declarations } = statement.declarationList;
    const keyword = flags & ts.NodeFlags.Const ? 'const' : 'let';
    for (const { name, type, initializer } of declarations) {
      if (!ts.isIdentifier(name)) continue;
      const typeName = type?.getText(file) ?? (initializer && literalType(initializer));
      found.set(name.text, `${keyword} ${name.text}${typeName ? `: ${typeName}` : ''}`);
    }
  }
  return found;
}

/** What TypeScript makes of a literal, so that a value of another type is told of. */
function literalType(value: ts.Expression): string | undefined {
  if (ts.isNumericLiteral(value) || ts.isPrefixUnaryExpression(value)) return 'number';
  if (ts.isStringLiteralLike(value)) return 'string';
  const { kind } = value;
  return kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword ? 'boolean' : undefined;
}
