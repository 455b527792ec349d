import { accessSync, constants, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { provideBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { isBuilt } from './build-record.mjs';
import { CommandError } from './command.mjs';
import { dependenciesInstalled, installDependencies, reinstall } from './dependencies.mjs';
import { projectFolder } from './folder.mjs';
import { kernelspecReady, provideKernelspec } from './kernelspec.mjs';
import { isMendable } from './mendable.mjs';
import { provideNative } from './native.mjs';

/**
 * Makes everything ready that the project needs and that is not there yet: npm dependencies, the built library, a
 * browser, the notebooks' kernelspec. What is missing in the end and can be done without is said in one sentence each.
 * @returns {Promise<boolean>} false when the project cannot run; the reason has been printed
 */
export function setUp(folder = projectFolder) {
  return attempt(async () => {
    checkTemporaryFolder();
    if (!dependenciesInstalled(folder)) await installDependencies(folder);
    for (const sentence of await provideNative(folder)) console.log(sentence);
    const built = isBuilt(folder);
    if (!built) await buildWithGoodCompiler(folder);
    const missing = await provideBrowser(folder, await browserSearch(folder));
    if (missing) console.log(missing);
    const unwritten = !built || !kernelspecReady(folder) ? await provideKernelspec(folder) : undefined;
    if (unwritten) console.log(unwritten);
  });
}

/** tsx and the notebooks' kernel need a folder for temporary files, and end with a stack trace without one. */
function checkTemporaryFolder() {
  const folder = tmpdir();
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch {
    const message = `Expected a folder for temporary files that can be written, got ${folder}; set TMPDIR to one.`;
    throw Object.assign(new Error(message), { name: 'UserError' });
  }
}

/**
 * Builds the library where it is not built and current, and does nothing else.
 * @returns {Promise<boolean>} false when that is not possible; the reason has been printed
 */
export function setUpLibrary(folder = projectFolder) {
  return attempt(async () => {
    if (!isBuilt(folder)) await buildWithGoodCompiler(folder);
  });
}

/**
 * A compiler that fails and names no mistake in the source is damaged itself.
 * @param {string} folder
 */
async function buildWithGoodCompiler(folder) {
  try {
    await build(folder);
  } catch (error) {
    if (!(error instanceof CommandError) || /error TS\d+:/.test(error.output)) throw error;
    await reinstall(folder, ['typescript']);
    await build(folder);
  }
}

/**
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether it went well; if not, the reason has been printed
 */
async function attempt(work) {
  try {
    await work();
    return true;
  } catch (error) {
    console.error(complaint(error));
    return false;
  }
}

/**
 * What to tell the user about an error that stops the set-up; an error of the set-up itself is thrown on.
 * @param {unknown} error
 */
function complaint(error) {
  if (error instanceof CommandError) {
    return `${error.output}\n\nSet-up stopped: ${error.message}; mend what it says above and run this again.`;
  }
  if (error instanceof Error && error.name === 'UserError') return error.message;
  if (isMendable(error)) return `Set-up stopped: ${error.message}; the set-up has to write there.`;
  throw error;
}

/**
 * The built library's search for a browser; importing one module of it is much quicker than all of it.
 * @param {string} folder the project's folder
 */
async function browserSearch(folder) {
  return (await import(pathToFileURL(join(folder, 'dist', 'render', 'browser.js')).href)).findBrowser;
}
