import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';

/** What a result depends on besides its config: package versions and, inside a checkout, the commit. */
export interface Environment {
  versions: Record<string, string>;
  commit: string | null;
}

/** That of this process; `none` for a package that is not there, null outside a checkout. */
export function environment(): Environment {
  return {
    versions: {
      vinf: libraryVersion(),
      node: process.versions.node,
      tfjs: packageVersion('@tensorflow/tfjs-core/package.json'),
      onnxruntime: packageVersion('onnxruntime-node/package.json'),
    },
    commit: commit(),
  };
}

/** As in package.json. */
export const libraryVersion = (): string => packageVersion('../package.json');

function packageVersion(path: string): string {
  try {
    return JSON.parse(readFileSync(createRequire(import.meta.url).resolve(path), 'utf8')).version;
  } catch {
    return 'none';
  }
}

function commit(): string | null {
  try {
    const folder = new URL('.', import.meta.url);
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}

/** What a result was computed on. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  /** `linux x64` */
  platform: string;
}

/** This machine. */
export function machine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
  };
}
