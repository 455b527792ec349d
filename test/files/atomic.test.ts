import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeEach, expect, it } from 'vitest';
import { UserError } from '../../src/errors.js';
import { writeFileAtomic } from '../../src/files/atomic.js';
import { folderWith, smallDisk } from '../support/folders.js';
import { startNode } from '../support/processes.js';

const isRoot = process.getuid?.() === 0;
let folder: string;

beforeEach(() => {
  folder = folderWith();
});

it('writeFileAtomic: writes text and bytes, makes missing folders, leaves no other file', async () => {
  await writeFileAtomic(join(folder, 'a/b/text'), 'grüße');
  await writeFileAtomic(join(folder, 'a/b/bytes'), Uint8Array.of(0, 255, 7));
  expect(await readFile(join(folder, 'a/b/text'), 'utf8')).toBe('grüße');
  expect([...(await readFile(join(folder, 'a/b/bytes')))]).toEqual([0, 255, 7]);
  expect((await readdir(join(folder, 'a/b'))).sort()).toEqual(['bytes', 'text']);
});

it('writeFileAtomic: many writers at once leave one whole file and nothing else', async () => {
  const path = join(folder, 'file');
  const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(100_000));
  await Promise.all(texts.map((text) => writeFileAtomic(path, text)));
  expect(texts).toContain(await readFile(path, 'utf8'));
  expect(await readdir(folder)).toEqual(['file']);
});

it('writeFileAtomic: a folder in the way is one line naming the file, and the temporary file is gone', async () => {
  await mkdir(join(folder, 'taken'));
  const error = await writeFileAtomic(join(folder, 'taken'), 'x').catch((e) => e);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toBe(`Cannot write ${join(folder, 'taken')}: it is a folder`);
  expect(await readdir(folder)).toEqual(['taken']);
});

it('writeFileAtomic: a file where a folder is needed is one line naming the file', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(writeFileAtomic(join(folder, 'file/below'), 'x')).rejects.toThrow(
    `Cannot write ${join(folder, 'file/below')}: part of its path is a file, not a folder`,
  );
});

it.skipIf(isRoot)(
  'writeFileAtomic: a read-only folder is one line (skipped for root, who may write anywhere)',
  async () => {
    await chmod(folder, 0o500);
    await expect(writeFileAtomic(join(folder, 'x'), 'x')).rejects.toThrow(/^Cannot write .*: permission denied/);
    await chmod(folder, 0o700);
  },
);

it('writeFileAtomic: a full disk is one line, keeps the old file and leaves nothing behind', async ({ skip }) => {
  const disk = smallDisk(folder) ?? skip('needs root and mount to make a small tmpfs');
  try {
    await writeFileAtomic(join(folder, 'file'), 'old');
    const error = await writeFileAtomic(join(folder, 'file'), new Uint8Array(1 << 20)).catch((e) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(/^Cannot write .*file: no space left on the disk; free some space and try again$/);
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['file']);
  } finally {
    disk.unmount();
  }
});

it('writeFileAtomic: killed at any moment, the final name holds a whole file', async () => {
  const script = fileURLToPath(new URL('./atomic-writer.ts', import.meta.url));
  const killedAfter = async (delay: number): Promise<void> => {
    const path = join(folder, `file-${delay}`);
    const writer = startNode(['--import', 'tsx', script, path]);
    await once(writer.stdout, 'data');
    await sleep(delay);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const bytes = await readFile(path);
    expect(bytes.length).toBe(4 << 20);
    expect(bytes.equals(Buffer.alloc(4 << 20, bytes[0]))).toBe(true);
  };
  await Promise.all([3, 11, 23].map(killedAfter));
});
