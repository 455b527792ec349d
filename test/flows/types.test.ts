import { readFileSync } from 'node:fs';
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
  const example = readFileSync(new URL('stretch.example.txt', import.meta.url), 'utf8');
  const texts = new Map([
    [join(flowsFolder, 'usage.virtual.ts'), usage],
    [join(flowsFolder, 'stretch.virtual.ts'), example],
  ]);
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
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.getSourceFile = (path, target, ...rest) =>
    texts.has(path) ? ts.createSourceFile(path, texts.get(path)!, target) : getSourceFile(path, target, ...rest);
  const program = ts.createProgram([...texts.keys()], options, host);
  const complaints = [...texts.keys()].flatMap((path) => {
    const file = program.getSourceFile(path)!;
    return program.getSemanticDiagnostics(file).map((diagnostic) => {
      const { line } = file.getLineAndCharacterOfPosition(diagnostic.start!);
      return (
        file.text.split('\n')[line]!.match(/wrong\d/)?.[0] ??
        ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')
      );
    });
  });
  expect(complaints).toEqual(['wrong1', 'wrong2', 'wrong3']);
});
