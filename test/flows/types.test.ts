import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { flowsFolder } from './conformance/load.js';

const usage = `
import { chain } from './chain.js';
import { defineFlow } from './define.js';
import type { InvertibleFlow } from './flow.js';
import { invert } from './invert.js';
import { planar } from './planar.js';
import { radial } from './radial.js';
const none = defineFlow({ name: 'none', dim: 2, paramCount: 0, forward: (z) => ({ z, logDet: z.sum(1) }) });
export const numeric: InvertibleFlow = invert(chain([planar(2), radial(2)]));
export const exact: InvertibleFlow<'exact'> = invert(chain([radial(2), radial(2)]));
export const wrong1 = invert(none);
export const wrong2 = invert(chain([radial(2), none]));
export const wrong3: InvertibleFlow<'exact'> = chain([planar(2), radial(2)]);
`;

it('the kind of inverse is in the type: inverting a flow that has none does not compile', { timeout: 120_000 }, () => {
  const path = join(flowsFolder, 'usage.virtual.ts');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (name) => (name === path ? usage : readFile(name));
  host.fileExists = (name) => name === path || fileExists(name);
  host.getSourceFile = (name, target, ...rest) =>
    name === path ? ts.createSourceFile(path, usage, target) : getSourceFile(name, target, ...rest);
  const program = ts.createProgram([path], options, host);
  const file = program.getSourceFile(path)!;
  const complaints = program.getSemanticDiagnostics(file).map((diagnostic) => {
    const { line } = file.getLineAndCharacterOfPosition(diagnostic.start!);
    return (
      usage.split('\n')[line]!.match(/wrong\d/)?.[0] ?? ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')
    );
  });
  expect(complaints).toEqual(['wrong1', 'wrong2', 'wrong3']);
});
