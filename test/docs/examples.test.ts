import { readFileSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { planar, saveFlow } from '../../src/index.js';
import { project, sharedFolder } from '../support/folders.js';
import { onBackend } from '../support/tensors.js';
import { agree, type Example, examplesIn, run, shown, sourceFiles, typeErrors } from './examples.js';

onBackend('wasm');

const blocks = sourceFiles.flatMap(examplesIn);
const examples = blocks.filter(({ name }) => name);

// Examples run in a folder of their own, in which they find the models of the notebooks and a flow in a file.
const folder = sharedFolder();
beforeAll(async () => {
  symlinkSync(join(project, 'notebooks'), join(folder, 'notebooks'), 'junction');
  const flow = planar(2, { layers: 8 });
  await saveFlow(join(folder, 'moons.safetensors'), { flow, params: flow.initialParams(0) });
  vi.stubGlobal('fetch', async (path: string) => new Response(await readFile(path)));
  vi.stubEnv('VINF_HOME', folder);
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(project);
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

/** What it prints, a line for each call of `console.log`. */
async function printed(example: Example): Promise<string[]> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await run(example);
    return log.mock.calls.map((values) => format(...values).replaceAll(/\s+/g, ' '));
  } finally {
    log.mockRestore();
  }
}

describe('examples of docstrings', () => {
  it('each block of code in a docstring is the @example of an export, of at most 8 lines that fit a page', () => {
    const others = blocks.filter(({ name }) => !name).map(({ path, code }) => `${path}: ${code}`);
    expect(others).toEqual([]);
    const fences = sourceFiles.flatMap(
      (path) => readFileSync(join(project, 'src', path), 'utf8').match(/^\s*\* ```/gm) ?? [],
    );
    expect(fences).toHaveLength(2 * examples.length); // None is in the docstring of a property.
    const lines = (code: string) => code.split('\n').filter((line) => line.trim());
    expect(examples.filter(({ code }) => lines(code).length > 8).map(({ name }) => name)).toEqual([]);
    expect(examples.flatMap(({ code }) => lines(code).filter((line) => line.length > 110))).toEqual([]);
  });

  it('compile in strict mode, for somebody who imports vinf', () => {
    expect(typeErrors(examples)).toEqual([]);
  });

  it.each(examples)('$name prints what its comments say', async (example) => {
    const wanted = shown(example);
    const lines = await printed(example);
    if (wanted.length > 0) expect(lines.map((line, i) => (agree(line, wanted[i]) ? wanted[i] : line))).toEqual(wanted);
  });
});
