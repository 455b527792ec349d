let told = false;

const core = /[\\/]@tensorflow[\\/]tfjs-core[\\/]dist[\\/]tf-core\.node\.js$/;

/**
 * Warns, once, where this process has loaded two copies of TensorFlow.js, as when a program and the library have each
 * their own. They share kernels, tensors and backends, and the copy that is loaded last replaces those of the other. In a
 * browser a bundler decides, and nothing is said.
 */
export function warnOfTwoTensorFlows(): void {
  if (told) return;
  const node = globalThis.process?.getBuiltinModule?.('node:module');
  const require = node?.createRequire(import.meta.url);
  const copies = Object.keys(require?.cache ?? {}).filter((path) => core.test(path));
  if (!require || copies.length < 2) return;
  told = true;
  const named = copies.map((path) => `${versionOf(require(path))} of ${path.replace(core, '')}`);
  console.warn(
    `Two copies of TensorFlow.js are loaded, and one replaces kernels of the other: ${named.join(', ')}; have npm install one (\`npm ls @tensorflow/tfjs-core\`)`,
  );
}

const versionOf = ({ version_core }: { version_core: string }): string => version_core;
