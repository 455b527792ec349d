import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import * as vinf from '../../src/index.js';
import { project } from '../support/folders.js';

/** A block of code in a docstring. */
export interface Example {
  /** Of its file, in `src`. */
  path: string;
  /** The export whose `@example` it is; '' for any other block. */
  name: string;
  code: string;
}

const docstring = /^\/\*\*\n(?: \*[^\n]*\n)*? \*\/\n(?:export (?:async )?(?:function|const|interface|type) (\w+))?/gm;
const block = /^( \* @example[^\n]*\n)? \* ```ts\n((?: \*[^\n]*\n)*?) \* ```$/gm;

/** The blocks of code in docstrings at the top of files. */
export function examplesIn(path: string): Example[] {
  const text = readFileSync(join(project, 'src', path), 'utf8');
  return [...text.matchAll(docstring)].flatMap(([comment, name = '']) =>
    [...comment.matchAll(block)].map(([, tag, lines]) => ({
      path,
      name: tag ? name : '',
      code: lines!.replaceAll(/^ \* ?/gm, ''),
    })),
  );
}

/** Files of `src` by path, with / between folders. */
export const sourceFiles: readonly string[] = readdirSync(join(project, 'src'), { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'));

/** What the compiler says about examples, as files of somebody who uses the library, by number of the example. */
export function typeErrors(examples: readonly Example[]): string[] {
  const files = new Map(examples.map(({ code }, i) => [join(project, `example-${i}.ts`), code]));
  const options: ts.CompilerOptions = {
    ...{ strict: true, noUnusedLocals: true, noEmit: true, skipLibCheck: true, types: ['node'] },
    typeRoots: [join(project, 'node_modules/@types')],
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, lib: ['lib.es2023.d.ts'] },
    paths: { vinf: [join(project, 'src/index.ts')] },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, languageVersion, ...rest) =>
    files.has(path)
      ? ts.createSourceFile(path, files.get(path)!, languageVersion)
      : getSourceFile(path, languageVersion, ...rest);
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((path, i) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({ messageText }) => `${examples[i]!.name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  );
}

const external = createRequire(import.meta.url);
const modules: Record<string, unknown> = { vinf, '@tensorflow/tfjs': await import('@tensorflow/tfjs') };
const AsyncFunction = (async () => {}).constructor as FunctionConstructor;

/** Runs an example, with the library as it is in `src`. */
export async function run({ code }: Example): Promise<void> {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(code, { compilerOptions });
  const require = (name: string) => modules[name] ?? external(name);
  await new AsyncFunction('require', 'exports', outputText)(require, {});
}

/** What an example says that its lines with `console.log` print. */
export const shown = ({ code }: Example): string[] =>
  code
    .split('\n')
    .filter((line) => line.includes('console.log('))
    .map((line) => /; \/\/ (.*)$/.exec(line)?.[1] ?? `(no comment says what this prints: ${line})`);

const decimal = /-?\d+\.\d+/g;

/** Whether two lines are the same but for one in the last place of numbers with decimals: another processor rounds differently. */
export function agree(printed: string, said = ''): boolean {
  const numbers = (line: string): string[] => line.match(decimal) ?? [];
  const wanted = numbers(said);
  const places = (number: string) => number.length - number.indexOf('.') - 1;
  const near = (a: string, b: string) => Math.abs(Number(a) - Number(b)) < 1.5 * 10 ** -places(b);
  return (
    printed.replace(decimal, '#') === said.replace(decimal, '#') &&
    numbers(printed).every((a, i) => near(a, wanted[i]!))
  );
}
