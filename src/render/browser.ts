import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { UserError } from '../errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

const variables = ['VINF_BROWSER', 'CHROME_PATH'];
const commands = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome', 'microsoft-edge'];

/**
 * The Chrome or Chromium that draws pictures and PDF files: what the environment variable `VINF_BROWSER` or
 * `CHROME_PATH` names, else an installed one, else Playwright's own download; undefined when there is none.
 * `VINF_BROWSER=none` says that there is none.
 * @throws UserError when a variable names a file that is not there
 */
export function findBrowser(environment: Environment = process.env): string | undefined {
  const variable = variables.find((name) => environment[name]);
  if (variable) return named(variable, environment[variable]!);
  return [...onPath(environment), ...usualPlaces(environment)].find(executable) ?? ownDownload();
}

/** What to tell a user who has no browser, with the command that mends it. */
export function noBrowser(): UserError {
  return new UserError(
    'No Chrome or Chromium found to draw pictures and PDF files; get one with: npx playwright-core install --with-deps ' +
      'chromium (or set VINF_BROWSER to the program)',
  );
}

function named(variable: string, path: string): string | undefined {
  if (path === 'none') return undefined;
  if (executable(path)) return path;
  throw new UserError(
    `Expected ${variable} to name a Chrome or Chromium program, got ${path}: there is no such program`,
  );
}

function onPath(environment: Environment): string[] {
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  return commands.flatMap((command) => folders.map((folder) => join(folder, command)));
}

function usualPlaces(environment: Environment): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform !== 'win32') return [];
  const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => environment[name] ?? []);
  const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'];
  return programs.flatMap((program) => roots.map((root) => join(root, program)));
}

/** Playwright knows where it would put a browser on this platform (PLAYWRIGHT_BROWSERS_PATH, else its cache folder). */
function ownDownload(): string | undefined {
  try {
    const { chromium } = createRequire(import.meta.url)('playwright-core') as typeof import('playwright-core');
    const path = chromium.executablePath();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined; // a platform without a Playwright browser
  }
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
