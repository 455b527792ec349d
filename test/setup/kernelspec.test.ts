import { existsSync, readFileSync, renameSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { expect, test } from 'vitest';
import { kernelCommand, kernelspecReady, provideKernelspec, writeKernelspec } from '../../tools/setup/kernelspec.mjs';
import { folderWith } from '../support/folders.js';

const place = '.jupyter/kernels/tslab/kernel.json';

test('kernelCommand starts tslab with absolute paths that exist', async () => {
  const command = await kernelCommand();
  expect(command[0]).toBe(process.execPath);
  expect(command.filter((part) => part.endsWith('tslab')).map((path) => isAbsolute(path) && existsSync(path))).toEqual([
    true,
  ]);
  expect(command.at(-1)).toBe('{connection_file}');
});

test('writeKernelspec writes what Jupyter reads, into the project', () => {
  const folder = folderWith();
  expect(kernelspecReady(folder)).toBe(false);
  const command = [
    process.execPath,
    `${folder}/node_modules/tslab/bin/tslab`,
    'kernel',
    '--config-path={connection_file}',
  ];
  writeKernelspec(folder, command);
  expect(JSON.parse(readFileSync(join(folder, place), 'utf8'))).toEqual({
    argv: command,
    display_name: 'TypeScript',
    language: 'typescript',
  });
  expect(kernelspecReady(folder)).toBe(true);
});

test('kernelspecReady: another Node.js, another place of the project, half a file', () => {
  const folder = folderWith();
  writeKernelspec(folder, ['/opt/old/node', `${folder}/tslab`]);
  expect(kernelspecReady(folder)).toBe(false);
  writeKernelspec(folder, [process.execPath, `${folder}/tslab`]);
  renameSync(folder, `${folder}-moved`);
  expect(kernelspecReady(`${folder}-moved`)).toBe(false);
  renameSync(`${folder}-moved`, folder);
  expect(kernelspecReady(folder)).toBe(true);
  expect(kernelspecReady(folderWith({ [place]: '{"argv": [' }))).toBe(false);
});

test('provideKernelspec says in one sentence that there is no place for it', async () => {
  const sentence = await provideKernelspec(folderWith({ '.jupyter': 'a file' }), async () => ['node']);
  expect(sentence).toMatch(/^JupyterLab will not find the notebooks' kernel: E[^\n]*\.jupyter[^\n]*\.$/);
  expect(await provideKernelspec(folderWith(), async () => ['node'])).toBeUndefined();
});
