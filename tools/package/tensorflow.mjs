import { build } from 'esbuild';

/** What tells TensorFlow.js the gradients of its kernels and the methods of its tensors, such as `x.mean()`. */
const registrations = ['register_all_gradients', 'public/chained_ops/register_all_chained_ops'];

const core = '@tensorflow/tfjs-core';

/** What the published files import in the place of @tensorflow/tfjs, and what that imports. */
export const tensorFlowModules = ['tensorflow.js', 'tensorflow-registrations.js'];

/**
 * The library needs of TensorFlow.js its core, a fifth of the whole. In Node.js the core comes without gradients and
 * methods of tensors: these are files of it that only a bundler can read, and so `tensorflow.js` has them bundled, as
 * @tensorflow/tfjs has them in Node.js. They register themselves with the engine, of which a process has one.
 * @param {string} root of the checkout
 * @returns {Promise<Record<string, string>>} texts of files by path below `dist`
 */
export async function tensorFlowFiles(root) {
  const imports = registrations.map((path) => `import '${core}/dist/${path}.js';`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents: imports, resolveDir: root },
    ...{ bundle: true, write: false, format: 'esm', platform: 'neutral', mainFields: ['module', 'main'] },
    ...{ minifySyntax: true, minifyWhitespace: true, legalComments: 'eof', logLevel: 'warning' },
  });
  const reExport = `export * from '${core}';\n`;
  return {
    'tensorflow-registrations.js': `// Of ${core}, © Google LLC, Apache License 2.0.\n${outputFiles[0]?.text}`,
    'tensorflow-registrations.d.ts': 'export {};\n',
    'tensorflow.js': `import '${core}';\nimport './tensorflow-registrations.js';\n${reExport}`,
    'tensorflow.d.ts': `import '${core}/dist/${registrations[1]}.js';\n${reExport}`,
  };
}
