/** The published package, for somebody who has no checkout; more of it is in `test/long/package.test.ts`. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packagesBelow, strictErrors, userOfPackage } from '../../support/package.js';
import { decimals, readmeExample, withoutDecimals } from '../../support/readme.js';
import { byEsbuild, byVite, gzipped, gzippedScripts } from '../browser/bundles.js';
import { asCommonJs, asModule, asTypeScript } from './programs.js';

const user = await userOfPackage();
const modules = join(user?.folder ?? '', 'node_modules');
const own = join(modules, 'vinf');
const files = user ? readdirSync(own, { recursive: true, encoding: 'utf8' }) : [];

const notInstalled = /^The generated engine is used: onnxruntime-node is not installed; `npm install onnxruntime-node/m;

describe.skipIf(!user)('what is installed', () => {
  it('is at most 60 packages and 250 MB, and none of the course', () => {
    const names = packagesBelow(user!);
    expect(names.length).toBeLessThanOrEqual(60);
    expect(names.filter((name) => /tslab|plotly|playwright|danfojs|zeromq|onnxruntime|tfjs-node/.test(name))).toEqual(
      [],
    );
    const all = readdirSync(modules, { recursive: true, withFileTypes: true, encoding: 'utf8' });
    const paths = all.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const megabytes = paths.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6;
    expect(megabytes).toBeLessThan(250);
    const [, packages, size] = /: (\d+) packages, (\d+) MB\./.exec(readFileSync(join(own, 'README.md'), 'utf8'))!;
    expect(Number(packages), 'in the README').toBe(names.length);
    expect(Math.abs(Number(size) - megabytes), `in the README; it is ${megabytes}`).toBeLessThan(5);
  });

  it('has no source maps, no sources and nothing of the notebooks’ kernel; pictures of the README are there', () => {
    expect(files.filter((path) => /\.map$|(?<!\.d)\.ts$|kernel-preload|tsbuildinfo/.test(path))).toEqual([]);
    for (const path of files.filter((name) => /\.d\.ts$|\.js$/.test(name))) {
      expect(readFileSync(join(own, path), 'utf8'), path).not.toMatch(/sourceMappingURL=/);
    }
    const readme = readFileSync(join(own, 'README.md'), 'utf8');
    const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path]) => path!);
    expect(pictures.filter((path) => !existsSync(join(own, path)))).toEqual([]);
  });

  it('has every place that its package.json names', () => {
    const { main, types, bin, exports } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'));
    const places = JSON.stringify([main, types, bin, exports]).match(/(?<=")(\.\/)?(dist|bin)\/[^"*]*(?=")/g)!;
    expect(places.length).toBeGreaterThanOrEqual(4);
    expect(places.filter((path) => !existsSync(join(own, path)))).toEqual([]);
  });
});

describe.skipIf(!user)("a loss of the user's own tensors", () => {
  it('in a module, on every engine that is there', async () => {
    const { stdout, stderr } = await user!.program('loss.mjs', asModule());
    expect(stdout, stderr).toBe('auto 1.0 1.0\ngenerated 1.0 1.0\neager 1.0 1.0\n');
    expect(stderr).toBe('');
  });

  it('of large tensors, for which ONNX Runtime would be faster: that it is not there is said once', async () => {
    const { stdout, stderr } = await user!.program('large.mjs', asModule('@tensorflow/tfjs-core', ['auto'], 20_000));
    expect(stdout).toBe('auto 1.0 1.0\n');
    expect(stderr).toMatch(notInstalled);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('in CommonJS', async () => {
    const { stdout, stderr } = await user!.program('loss.cjs', asCommonJs);
    expect(stdout, stderr).toBe('auto 1.0 1.0\neager 1.0 1.0\n');
  });

  it('in strict TypeScript, with the types of packages checked too', async () => {
    writeFileSync(join(user!.folder, 'loss.ts'), asTypeScript);
    expect(strictErrors(user!, 'loss.ts', { module: ts.ModuleKind.NodeNext })).toEqual([]);
    const { stdout, stderr } = await user!.program('loss.ts', asTypeScript);
    expect(stdout, stderr).toBe('auto 1.0 1.0 function function\n');
  });

  it('with a copy of TensorFlow.js beside that of the library is told of by version and place, and right', async () => {
    const second = join(own, 'node_modules');
    onTestFinished(() => rmSync(second, { recursive: true }));
    const core = '@tensorflow/tfjs-core';
    cpSync(join(modules, core), join(second, core), { recursive: true });
    const { stdout, stderr } = await user!.program('two.mjs', asModule(core, ['generated', 'eager']));
    expect(stdout).toBe('generated 1.0 1.0\neager 1.0 1.0\n');
    const said = stderr.split('\n').filter((line) => line.startsWith('Two copies of TensorFlow.js'));
    expect(said).toEqual([expect.stringMatching(/ 4\.\S+ of \S+, 4\.\S+ of \S+vinf\S+; have npm install one/)]);
  });
});

describe.skipIf(!user)('the command', () => {
  it('vinf --help and --version load neither TensorFlow.js nor ONNX Runtime; vinf fit --help does', async () => {
    const spy = join(user!.folder, 'spy.cjs');
    const seen = 'Object.keys(require.cache).filter((path) => /tfjs|onnx/.test(path)).length';
    writeFileSync(spy, `process.on('exit', () => process.stderr.write(String(${seen})));`);
    const loaded = async (...words: string[]) =>
      Number((await user!.node(['--require', spy, join(own, 'bin/vinf.mjs'), ...words])).stderr);
    expect(await loaded('--help')).toBe(0);
    expect(await loaded('--version')).toBe(0);
    expect(await loaded('fit', '--help')).toBeGreaterThan(0);
  });

  it('fits, scores and draws a table', async () => {
    expect((await user!.program('weather.ts', readmeExample('weather').code)).stderr).toBe('');
    const fitted = await user!.vinf('fit', 'weather.csv', '--steps', '200');
    expect(fitted.stderr).toMatch(/^vinf: The generated engine is used: onnxruntime-node is not installed/m);
    expect(fitted.stdout).toMatch(/the flow gains \d/);
    expect(await user!.vinf('score', 'weather.safetensors', 'weather.csv', '--out', 'scores.csv')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^3000 rows: /),
    });
    const { stdout } = await user!.vinf('draw', 'weather.safetensors', '--count', '3');
    expect(stdout.trim().split('\n')).toHaveLength(4);
  });
});

describe.skipIf(!user)('a page', () => {
  const code = "import * as vinf from 'vinf'; Object.assign(globalThis, { vinf });";

  it.each([
    ['esbuild', async () => gzipped(await byEsbuild(user!.folder, code))],
    ['Vite', async () => gzippedScripts(await byVite(user!.folder, 'page', code))],
  ])('has all of the library in 350 kB by gzip, by %s', async (_, size) => {
    expect(await size()).toBeLessThan(350_000);
  });
});

describe.skipIf(!user)('what is not installed', () => {
  it('is said in a sentence, with the command that installs it', async () => {
    const { stdout } = await user!.program(
      'missing.mjs',
      `import { render, useBackend, createStep, defineProblem, adam } from 'vinf';
      const say = (error) => console.log(error.name, error.message);
      await render.openRenderer().catch(say);
      await useBackend('tensorflow').catch(say);
      const problem = defineProblem({ weights: [], inputs: {}, loss: () => ({}) });
      await createStep(problem, { optimiser: adam(), engine: 'compiled' }).catch(say);`,
    );
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(
        /^UserError Pictures .* need .*; install with: npm install playwright-core plotly.js-dist$/,
      ),
      expect.stringMatching(/^UserError .*"tensorflow" does not load.*`npm install @tensorflow\/tfjs-node-gpu`/),
      expect.stringMatching(/^UserError onnxruntime-node is not installed; `npm install onnxruntime-node/),
    ]);
  });
});

describe.skipIf(!user)('the README', () => {
  it('its first example prints what it shows', async () => {
    const { code, shown } = readmeExample('first-fit');
    const { stdout, stderr } = await user!.program('first-fit.ts', code);
    expect(withoutDecimals(stdout), stderr).toBe(withoutDecimals(shown));
    expect(decimals(stdout)[0]).toBeLessThan(0.03); // Another engine rounds differently; a Gaussian has 0.902.
  });
});
