import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Transformer } from '../../src/flows/transformers/transformer.js';
import type { FlowCase } from '../flows/conformance/case.js';
import { arithmetic, complaints } from '../flows/conformance/checks.js';
import { flowsFolder, loadModules, type Modules } from '../flows/conformance/load.js';
import { project } from '../support/folders.js';
import { onBackend } from '../support/tensors.js';
import { type Recipe, recipe } from './recipe.js';

onBackend('wasm');

const inFlows = (path: string) => relative(flowsFolder, join(project, path));

const modulesOf = ({ files }: Recipe): Modules =>
  loadModules(Object.fromEntries(Object.entries(files).map(([path, text]) => [inFlows(path), text])));

/** What the registries of the conformance suite hold once a recipe has been followed. */
const casesOf = (modules: Modules): readonly FlowCase[] =>
  modules<readonly FlowCase[]>(inFlows('test/flows/registry.ts'), 'flowCases');

const flow = recipe('README.md', 'flow');
const flowModules = modulesOf(flow);

describe("README's recipe of a flow", () => {
  it('is a file of about 20 lines, and a public function', () => {
    expect(flow.files['src/flows/stretch.ts']!.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
    expect(flowModules('index.ts', 'stretch')(3).paramCount).toBe(1);
  });

  it.each(arithmetic)('passes: $name', (check) => {
    const cases = casesOf(flowModules).filter(({ name }) => name === 'stretch');
    expect(cases.map((item) => complaints(item, check))).toEqual([[]]);
  });
});

const transformerModules = modulesOf(recipe('CONTRIBUTING.md', 'transformer'));

describe("CONTRIBUTING's recipe of a transformer", () => {
  it('is a public function, and a name that couplings and autoregressive flows know', () => {
    const tailTransformer = transformerModules<() => Transformer>('index.ts', 'tailTransformer');
    const transformerOf = transformerModules<(name: string) => Transformer>('index.ts', 'transformerOf');
    const [coupling, autoregressive] = ['coupling', 'autoregressive'].map((name) =>
      transformerModules('index.ts', name),
    );
    expect(transformerOf('tail').name).toBe(tailTransformer().name);
    expect(coupling!(2, { transformer: 'tail' }).dim).toBe(2);
    expect(autoregressive!(2, { transformer: 'tail' }).dim).toBe(2);
  });

  it.each(arithmetic)('passes with every conditioner: $name', (check) => {
    const cases = casesOf(transformerModules).filter(({ name }) => name.startsWith('tail ×'));
    expect(cases.map((item) => complaints(item, check))).toEqual([[], [], []]);
  });
});
