import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';

/** What a page is served, by path. */
export type Served = ReadonlyMap<string, string | Uint8Array>;

/** A page with this code, by Vite as it comes. @param folder in which packages are found, for the source */
export async function byVite(folder: string, name: string, code: string): Promise<Served> {
  const root = join(folder, name);
  mkdirSync(root);
  writeFileSync(
    join(root, 'index.html'),
    '<!doctype html><body></body><script type="module" src="./main.ts"></script>',
  );
  writeFileSync(join(root, 'main.ts'), code);
  const built = await vite({ root, configFile: false, logLevel: 'error', build: { write: false, target: 'es2022' } });
  if (!('output' in built)) throw new Error('Expected one build');
  return new Map(
    built.output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : (file.source ?? '')]),
  );
}

/** The same by esbuild, as one script. */
export async function byEsbuild(folder: string, code: string, globalName = 'page'): Promise<string> {
  const { outputFiles } = await esbuild({
    stdin: { contents: code, resolveDir: folder, loader: 'ts' },
    ...{ bundle: true, minify: true, write: false, logLevel: 'silent' },
    ...{ format: 'esm', globalName, platform: 'browser', target: 'es2022' },
  });
  return outputFiles[0]!.text;
}

/** Bytes of all scripts, each by gzip. */
export function gzippedBytes(served: Served): number {
  const scripts = [...served].filter(([path]) => path.endsWith('.js'));
  return scripts.reduce((sum, [, content]) => sum + gzipSync(content).length, 0);
}
