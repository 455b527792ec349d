import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from '../../../src/render/browser.js';
import { installLab } from './install.js';

/** The command that starts a JupyterLab and a browser to look at it, or what is not there. */
export type Equipment = { command: string[]; browser: Browser } | { missing: string };

/** What the tests in JupyterLab need; what is missing is also said on the console. */
export async function equip(): Promise<Equipment> {
  const executablePath = findBrowser();
  const lab = executablePath ? await installLab() : { missing: 'there is no browser' };
  if ('command' in lab) return { ...lab, browser: await chromium.launch({ executablePath, args: ['--disable-gpu'] }) };
  console.warn(`JupyterLab is not tested: ${lab.missing}.`);
  return lab;
}

/** Ends the browser, if there is one. */
export async function putAway(equipment: Equipment): Promise<void> {
  if ('browser' in equipment) await equipment.browser.close();
}
