import type { Page } from 'playwright-core';
import { type CellState, cellStates, choose, type LabGlobals } from './page.js';

const interval = 100; // ms between two looks
const timeout = 60_000; // ms for what takes a second on an idle machine

/** The code cell whose source begins so, as soon as it `holds`. */
export async function cell(
  page: Page,
  beginning: string,
  holds: (state: CellState) => boolean = ({ done }) => done,
  milliseconds = timeout,
): Promise<CellState> {
  for (const end = Date.now() + milliseconds; ; ) {
    const state = (await cellStates(page)).find(({ source }) => source.startsWith(beginning));
    if (!state) throw new Error(`No cell begins with ${beginning}`);
    if (holds(state)) return state;
    if (Date.now() > end) throw new Error(`Still waiting for the cell ${JSON.stringify(state)}`);
    await page.waitForTimeout(interval);
  }
}

/** Clicks Run > Run Selected Cell for the code cell whose source begins so, and does not wait for its end. */
export async function startCell(page: Page, beginning: string): Promise<void> {
  await page.evaluate((beginning) => {
    const { content } = (globalThis as LabGlobals).jupyterapp!.shell.currentWidget!;
    const cells = [...content.model.cells];
    content.activeCellIndex = cells.findIndex(({ sharedModel }) => sharedModel.getSource().startsWith(beginning));
  }, beginning);
  await choose(page, 'Run', 'Run Selected Cell and Do not Advance');
}

/** The same, and waits for its end. */
export async function runCell(page: Page, beginning: string): Promise<CellState> {
  await startCell(page, beginning);
  return cell(page, beginning);
}

/**
 * Types in the last cell and presses Tab until something is offered: JupyterLab gives a kernel one second to answer.
 * @returns what is offered; where there is one way only, JupyterLab may take it, and it is what the cell then ends in
 */
export async function completions(page: Page, text: string): Promise<string[]> {
  await type(page, text);
  const items = page.locator('.jp-Completer-item');
  for (const end = Date.now() + timeout; Date.now() < end; ) {
    await page.keyboard.press('Tab');
    await page.waitForTimeout(1500);
    const source = (await cellStates(page)).at(-1)!.source.trimEnd();
    if (source !== text && source.startsWith(text)) return [/\w+$/.exec(source)![0]];
    if ((await items.count()) > 0) return items.allInnerTexts();
  }
  return [];
}

/** Types in the last cell and presses Shift+Tab: the text that appears. */
export async function tooltip(page: Page, typed: string): Promise<string> {
  await type(page, typed);
  await page.keyboard.press('Shift+Tab');
  const text = await page.locator('.jp-Tooltip').innerText({ timeout });
  await page.keyboard.press('Escape'); // It would lie above the buttons of a dialog.
  return text;
}

/** Types in the last cell, in place of what stands there. */
async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Escape'); // closes what an earlier text has opened
  await page.evaluate(() => {
    const { content } = (globalThis as LabGlobals).jupyterapp!.shell.currentWidget!;
    content.activeCellIndex = content.widgets.length - 1;
    content.widgets.at(-1)!.model.sharedModel.setSource('');
  });
  await page.locator('.jp-Notebook .jp-Cell').last().locator('.cm-content').click();
  await page.keyboard.type(text);
}
