import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from '../../../src/render/browser.js';
import { installLab } from './install.js';

/** The command that starts a JupyterLab and a browser to look at it, or what is not there. */
export type Equipment = { command: string[]; browser: Browser } | { missing: string };

/** What the tests in JupyterLab need; what is missing is also said on the console. */
export async function equip(): Promise<Equipment> {
  const executablePath = findBrowser();
  if (!executablePath) return untested('there is no browser');
  const lab = await installLab();
  if ('missing' in lab) return untested(lab.missing);
  return { ...lab, browser: await chromium.launch({ executablePath, args: ['--disable-gpu'] }) };
}

function untested(missing: string): Equipment {
  console.warn(`JupyterLab is not tested: ${missing}.`);
  return { missing };
}

/** Ends the browser, if there is one. */
export async function putAway(equipment: Equipment): Promise<void> {
  if ('browser' in equipment) await equipment.browser.close();
}
