import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { CommandError, runQuietly } from './command.mjs';

/**
 * Where a browser can come from.
 * @typedef {{ possible: boolean, steps: { sentence: string, command: string[], options?: object }[] }} Source
 */

const none = 'figures stay Plotly JSON and the report stays HTML';
const root = process.getuid?.() === 0;

/**
 * Sees to a browser for pictures and PDF: an installed one, else Playwright's own download, else Debian's package
 * for root. `VINF_BROWSER=none` does without.
 * @param {string} folder the project's folder
 * @param {() => string | undefined | Promise<string | undefined>} find the library's own search for a browser
 * @param {readonly Source[]} sources
 * @returns {Promise<string | undefined>} one sentence about what is missing, with the command that mends it
 */
export async function provideBrowser(folder, find, sources = [playwright(folder), debian()]) {
  if (process.env.VINF_BROWSER === 'none') return `No browser is used, as VINF_BROWSER=none says: ${none}.`;
  if (await find()) return undefined;
  for (const source of sources.filter(({ possible }) => possible)) {
    await tryAll(folder, source);
    const browser = await find();
    if (browser && (await starts(browser))) return undefined;
  }
  const mend = `npx playwright-core ${(await find()) ? 'install-deps' : 'install --with-deps'} chromium`;
  return `No browser for pictures and PDF: ${none} until you run \`${mend}\` (or install Chromium or Chrome).`;
}

/**
 * Playwright's Chromium, in Playwright's own cache folder; root also gets the shared libraries it needs.
 * @param {string} folder the project's folder
 * @returns {Source}
 */
function playwright(folder) {
  const cli = [process.execPath, join(folder, 'node_modules', 'playwright-core', 'cli.js')];
  const env = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' };
  const download = {
    sentence: 'Downloading a Chromium for pictures and PDF (about 180 MB)',
    command: [...cli, 'install', '--no-shell', 'chromium'],
    options: { env, timeout: 300_000 },
  };
  const libraries = {
    sentence: 'Installing the system libraries that Chromium needs',
    command: [...cli, 'install-deps', 'chromium'],
    options: apt,
  };
  return { possible: true, steps: root && onPath('apt-get') ? [download, libraries] : [download] };
}

/** @returns {Source} */
function debian() {
  const install = ['apt-get', 'install', '-y', '-q', '--no-install-recommends', 'chromium'];
  return {
    possible: root && onPath('apt-get'),
    steps: [
      { sentence: 'Reading the list of Debian packages', command: ['apt-get', 'update', '-q'], options: apt },
      { sentence: "Installing Debian's Chromium for pictures and PDF", command: install, options: apt },
    ],
  };
}

const apt = { env: { DEBIAN_FRONTEND: 'noninteractive' }, timeout: 600_000 };

/**
 * A source that does not work is no error: the next one is tried.
 * @param {string} cwd
 * @param {Source} source
 */
async function tryAll(cwd, { steps }) {
  try {
    for (const { sentence, command, options } of steps) await runQuietly(sentence, command, { cwd, ...options });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.log(`  not possible here: ${error.reason}`);
  }
}

/** A browser that has just been installed can lack shared libraries. */
const starts = (/** @type {string} */ browser) =>
  promisify(execFile)(browser, ['--version'], { timeout: 20_000 }).then(
    () => true,
    () => false,
  );

const onPath = (/** @type {string} */ program) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => folder && existsSync(join(folder, program)));
