import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import ts from 'typescript';
import type { Flow } from '../../../src/flows/flow.js';

/** What makes a flow, as most modules of src/flows export it. */
type Maker = (dim: number, options?: object) => Flow;

/** An export of a module of src/flows, by file and name; whoever asks knows its type, as it is compiled while the test runs. */
export type Modules = <Exported = Maker>(file: string, name: string) => Exported;

export const flowsFolder = fileURLToPath(new URL('../../../src/flows/', import.meta.url));
const external = createRequire(import.meta.url);

/**
 * Compiles src/flows on the fly, with everything it imports, so that a text given here in place of a file, or as a new
 * one, reaches whoever imports it.
 * @param texts by file name under src/flows
 */
export function loadModules(texts: Readonly<Record<string, string>>): Modules {
  const given = new Map(Object.entries(texts).map(([file, text]) => [join(flowsFolder, file), text]));
  const loaded = new Map<string, Record<string, unknown>>();
  const load = (path: string): Record<string, unknown> => {
    const known = loaded.get(path);
    if (known) return known;
    const exports = {};
    loaded.set(path, exports);
    const require = (name: string) => {
      if (name === '@tensorflow/tfjs') return tf;
      return name.startsWith('.') ? load(join(dirname(path), name.replace(/js$/, 'ts'))) : external(name);
    };
    const code = compiled(given.get(path) ?? readFileSync(path, 'utf8'));
    new Function('require', 'exports', code)(require, exports);
    return exports;
  };
  return <Exported>(file: string, name: string) => {
    const exports = load(join(flowsFolder, file));
    if (!(name in exports)) throw new Error(`${file} exports no ${name}`);
    return exports[name] as Exported;
  };
}

const outputs = new Map<string, string>();

function compiled(source: string): string {
  const known = outputs.get(source);
  if (known !== undefined) return known;
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  outputs.set(source, outputText);
  return outputText;
}
