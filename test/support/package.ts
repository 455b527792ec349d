import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { makePackage, pack } from '../../tools/package/make.mjs';
import { CommandError, npm, runQuietly } from '../../tools/setup/command.mjs';
import { project, sharedFolder } from './folders.js';
import { finished, type Outcome, startNode } from './processes.js';

/** A folder of somebody who has installed the package of this checkout, and nothing else. */
export interface User {
  folder: string;
  /** Installs more, as `npm install` with these words. */
  install(...words: string[]): Promise<void>;
  /** Writes a program and runs it: its name says whether it is a module, CommonJS or, without its types, TypeScript. */
  program(name: string, code: string): Promise<Outcome>;
  /** Node.js in the folder. */
  node(args: readonly string[]): Promise<Outcome>;
  /** The installed `vinf`. */
  vinf(...args: string[]): Promise<Outcome>;
}

/** Packs the built library and installs it without any flags; undefined where npm has no registry to ask. */
export async function userOfPackage(): Promise<User | undefined> {
  const folder = sharedFolder();
  const made = sharedFolder();
  await makePackage(project, join(made, 'vinf'));
  const tarball = await pack(join(made, 'vinf'), made);
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "version": "1.0.0", "type": "module" }\n');
  const node = (args: readonly string[]) => finished(startNode(args, {}, folder));
  const user: User = {
    folder,
    install: (...words) =>
      runQuietly('Installing', [...npm(), 'install', ...words], { cwd: folder, env: outsideOfNpm, say: () => {} }),
    program(name, code) {
      const file = join(folder, name.replace(/ts$/, 'js'));
      writeFileSync(file, name.endsWith('ts') ? withoutTypes(code) : code);
      return node([file]);
    },
    node,
    vinf: (...args) => node([join(folder, 'node_modules/vinf/bin/vinf.mjs'), ...args]),
  };
  try {
    await user.install(tarball);
    return user;
  } catch (error) {
    if (!(error instanceof CommandError && /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT/.test(error.output)))
      throw error;
    console.log('No registry: the package is not tested, as it cannot be installed');
    return undefined;
  }
}

/** An npm that runs the tests tells its children of this checkout. */
const outsideOfNpm: Record<string, string> = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^npm_(package|lifecycle)_|^npm_config_(local_prefix|ignore_scripts)$/i.test(name))
    .map((name) => [name, '']),
);

function withoutTypes(code: string): string {
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}

/** What the compiler of this checkout says about a file of the user, with the types of all packages. */
export function strictErrors({ folder }: User, name: string, options: ts.CompilerOptions): string[] {
  const strict = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
  };
  const program = ts.createProgram([join(folder, name)], {
    ...{ ...strict, typeRoots: [join(folder, 'node_modules/@types')], noEmit: true, target: ts.ScriptTarget.ES2022 },
    ...options,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file }) => {
    return `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

/** Paths of installed packages, from npm's own record. */
export const packagesBelow = ({ folder }: User): string[] =>
  readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(^|node_modules\/)(@[^/]+\/)?[^/@.][^/]*\/package\.json$/.test(path.replaceAll('\\', '/')),
  );
