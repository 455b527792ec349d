import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { provideBrowser } from './browser.mjs';
import { build, isBuilt } from './build.mjs';
import { CommandError } from './command.mjs';
import { dependenciesInstalled, installDependencies } from './dependencies.mjs';
import { kernelCommand, kernelspecReady, writeKernelspec } from './kernelspec.mjs';

/** The project's folder. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * Makes everything ready that the project needs and that is not there yet: npm dependencies, the built library, a
 * browser, the notebooks' kernelspec. What is missing in the end and can be done without is said in one sentence each.
 * @returns {Promise<boolean>} false when the project cannot run; the reason has been printed
 */
export async function setUp(folder = projectFolder) {
  try {
    if (!dependenciesInstalled(folder)) await installDependencies(folder);
    const built = isBuilt(folder);
    if (!built) await build(folder);
    const missing = await provideBrowser(folder, await browserSearch(folder));
    if (missing) console.log(missing);
    if (!built || !kernelspecReady(folder)) writeKernelspec(folder, await kernelCommand());
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
  throw error;
}

/**
 * The built library's search for a browser; importing one module of it is much quicker than all of it.
 * @param {string} folder the project's folder
 */
async function browserSearch(folder) {
  return (await import(pathToFileURL(join(folder, 'dist', 'render', 'browser.js')).href)).findBrowser;
}
