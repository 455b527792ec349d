import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import ts from 'typescript';
import type { Flow } from '../../../src/flows/flow.js';
import { flowCases } from '../registry.js';
import type { FlowCase } from './case.js';

/** One planted error: in a source file one text takes the place of another, and a named check has to notice. */
export interface Planted {
  error: string;
  /** Under src/flows. */
  file: string;
  from: string;
  to: string;
  /** The registered case that shows it; how that case is made of the altered modules. */
  item: string;
  make(flows: Modules, dim: number): Flow;
  caughtBy: string;
}

/** Exports of the modules of src/flows by file name. */
// biome-ignore lint/suspicious/noExplicitAny: the modules are compiled while the test runs, so they have no types.
export type Modules = (file: string) => any;

const root = fileURLToPath(new URL('../../../src/flows/', import.meta.url));
const external = createRequire(import.meta.url);

/** The planted error's case, with the error in it or, for comparison, loaded in the same way without. */
export function caseOf(planted: Planted, { altered }: { altered: boolean }): FlowCase {
  const item = flowCases.find(({ name }) => name === planted.item);
  if (!item) throw new Error(`No flow is registered as "${planted.item}"`);
  const modules = loadModules(altered ? planted : undefined);
  return { ...item, make: (dim) => planted.make(modules, dim) };
}

/** Compiles src/flows on the fly, with everything it imports, so that the altered file reaches whoever uses it. */
function loadModules(planted?: Planted): Modules {
  const loaded = new Map<string, object>();
  const load = (path: string): object => {
    const known = loaded.get(path);
    if (known) return known;
    const source = readFileSync(path, 'utf8');
    const code = compiled(planted && path === join(root, planted.file) ? alter(source, planted) : source);
    const exports = {};
    loaded.set(path, exports);
    const require = (name: string) => {
      if (name === '@tensorflow/tfjs') return tf;
      return name.startsWith('.') ? load(join(dirname(path), name.replace(/js$/, 'ts'))) : external(name);
    };
    new Function('require', 'exports', code)(require, exports);
    return exports;
  };
  return (file) => load(join(root, file));
}

const outputs = new Map<string, string>();

function compiled(source: string): string {
  const known = outputs.get(source);
  if (known !== undefined) return known;
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  outputs.set(source, outputText);
  return outputText;
}

function alter(source: string, { file, from, to }: Planted): string {
  const pieces = source.split(from);
  if (pieces.length !== 2) throw new Error(`"${from}" is ${pieces.length - 1} times in ${file}, not once`);
  return pieces.join(to);
}
