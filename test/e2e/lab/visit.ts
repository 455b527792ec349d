import { copyFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openNotebook } from './page.js';
import { startLab } from './server.js';

/** A notebook that is open in a window of a JupyterLab of its own. */
export interface Visit {
  page: Page;
  /** What has gone wrong in the page so far. */
  errors: readonly string[];
  /** Closes the window and ends the JupyterLab. */
  end(): Promise<void>;
}

/**
 * JupyterLab 4.6 throws this after every cell of every kernel without a debugger, ipykernel without its own among them:
 * it asks its debugger for modules (`displayModules`) without asking whether there is one.
 */
const noDebugger = 'No active debugger session';

/** Opens a copy of the notebook beside it, where it finds what it imports, as JupyterLab saves what it runs. */
export async function visit(lab: readonly string[], browser: Browser, path: string): Promise<Visit> {
  const copy = join(dirname(path), `lab-${process.pid}-${basename(path)}`);
  copyFileSync(path, copy);
  const page = await browser.newPage({ viewport: { width: 1280, height: 1700 } });
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => error.message !== noDebugger && errors.push(String(error)));
  const server = await startLab(lab, dirname(path));
  const end = async () => {
    await page.goto('about:blank').catch(() => undefined); // Nothing to save, nothing to reconnect to.
    await page.close();
    await server.stop();
    rmSync(copy, { force: true });
  };
  try {
    await openNotebook(page, server.url(basename(copy)));
    return { page, errors, end };
  } catch (error) {
    await end();
    throw error;
  }
}
