/** The published package beside others, and the longer examples of the README in it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { asModule, asTypeScript } from '../e2e/package/programs.js';
import { strictErrors, userOfPackage } from '../support/package.js';
import { decimals, readmeExample, withoutDecimals } from '../support/readme.js';

const user = await userOfPackage();

describe.skipIf(!user)('the published package', () => {
  it.each(['own-data', 'conditional', 'outside-data'])('prints what the README shows: %s', async (name) => {
    const { code, shown } = readmeExample(name);
    const { stdout, stderr } = await user!.program(`${name}.ts`, code);
    expect(withoutDecimals(stdout), stderr).toBe(withoutDecimals(shown));
    expect(decimals(stdout)[0]).toBeCloseTo(decimals(shown)[0]!, 1);
  });

  it.each([
    ['Node16', ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
    ['Bundler', ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
  ])('has good types in strict TypeScript, module resolution %s', (_, module, moduleResolution) => {
    writeFileSync(join(user!.folder, 'loss.ts'), asTypeScript);
    expect(strictErrors(user!, 'loss.ts', { module, moduleResolution })).toEqual([]);
  });

  it('shares its engine with the whole of TensorFlow.js', async () => {
    await user!.install('@tensorflow/tfjs');
    const { stdout, stderr } = await user!.program('whole.mjs', asModule('@tensorflow/tfjs'));
    expect(stdout, stderr).toBe('auto 1.0 1.0\ngenerated 1.0 1.0\neager 1.0 1.0\n');
    expect(stderr).not.toMatch(/Two copies|already/);
  });

  it('compiles its steps once ONNX Runtime is there', async () => {
    await user!.install('onnxruntime-node', '--ignore-scripts');
    const { stdout, stderr } = await user!.program('compiled.mjs', asModule(undefined, ['auto', 'compiled']));
    expect(stdout, stderr).toBe('auto 1.0 1.0\ncompiled 1.0 1.0\n');
    expect(stderr).toBe('');
  });
});
