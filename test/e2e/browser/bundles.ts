import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';

/** What a page is served, by path. */
export type Served = ReadonlyMap<string, string | Uint8Array>;

const html = '<!doctype html><body></body><script type="module" src="./main.ts"></script>';

/** A page with this code, by Vite as it comes. @param folder in which packages are found; the source goes there */
export async function byVite(folder: string, name: string, code: string): Promise<Served> {
  const root = join(folder, name);
  mkdirSync(root);
  writeFileSync(join(root, 'index.html'), html);
  writeFileSync(join(root, 'main.ts'), code);
  const built = await vite({ root, configFile: false, logLevel: 'silent', build: { write: false } });
  if (!('output' in built)) throw new Error('Expected one build');
  return new Map(built.output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]));
}

/** The same by esbuild, as one module. @param external packages that are left out */
export async function byEsbuild(folder: string, code: string, external: string[] = []): Promise<string> {
  const { outputFiles } = await esbuild({
    stdin: { contents: code, resolveDir: folder, loader: 'ts' },
    ...{ bundle: true, minify: true, format: 'esm', external, write: false, logLevel: 'silent' },
  });
  return outputFiles[0]!.text;
}

export const gzipped = (code: string | Uint8Array): number => gzipSync(code).length;

/** Bytes of all scripts of a page, each by gzip. */
export const gzippedScripts = (served: Served): number =>
  [...served].reduce((sum, [path, content]) => sum + (path.endsWith('.js') ? gzipped(content) : 0), 0);
