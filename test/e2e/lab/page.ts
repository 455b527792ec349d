import type { Page } from 'playwright-core';

/** What a code cell of the notebook on the page has come to. */
export interface CellState {
  source: string;
  /** ended, well or not */
  done: boolean;
  /** what it wrote to stderr, where tslab's errors stand */
  stderr: string;
  /** for each output the MIME types, or the stream's name */
  outputs: string[];
}

interface LabCell {
  type: string;
  sharedModel: { getSource(): string };
  executionCount: number | null;
  executionState: string;
  outputs: { toJSON(): { output_type: string; name?: string; text?: string | string[]; data?: object }[] };
}

interface Picture {
  naturalWidth: number;
  decode(): Promise<void>;
}

interface LabNotebook {
  content: {
    model: { cells: Iterable<LabCell> };
    widgets: { node: { querySelectorAll(selector: string): Iterable<Picture> } }[];
    scrollToItem(index: number): Promise<void>;
  };
  sessionContext?: { session?: { kernel?: { status: string } } };
}

interface LabGlobals {
  jupyterapp?: { shell: { currentWidget?: LabNotebook } };
}

/** Minutes that all cells may take together. */
const limit = 15;

/** Opens a notebook, clicks Run > Run All Cells and waits until all have ended or one has failed. */
export async function runAllCells(page: Page, url: string): Promise<CellState[]> {
  await page.goto(url);
  const idle = () =>
    (globalThis as LabGlobals).jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle';
  await page.waitForFunction(idle, null, { timeout: 180_000 });
  await page.click('.lm-MenuBar-itemLabel:text-is("Run")');
  await page.click('.lm-Menu-itemLabel:text-is("Run All Cells")');
  for (const end = Date.now() + limit * 60_000; ; ) {
    const cells = await page.evaluate(readCells);
    if (cells.every(({ done }) => done) || cells.some(({ stderr }) => stderr) || Date.now() > end) return cells;
    await page.waitForTimeout(200);
  }
}

/** Runs in the page. */
function readCells(): CellState[] {
  const notebook = (globalThis as LabGlobals).jupyterapp!.shell.currentWidget!;
  const cells = [...notebook.content.model.cells].filter(({ type }) => type === 'code');
  return cells.map(({ sharedModel, executionCount, executionState, outputs }) => {
    const source = sharedModel.getSource();
    const list = outputs.toJSON();
    const stderr = list.filter(({ name }) => name === 'stderr').map(({ text }) => [text].flat().join(''));
    return {
      source,
      done: source.trim() === '' || (executionCount !== null && executionState !== 'running'),
      stderr: stderr.join(''),
      outputs: list.map(
        ({ name, data }) =>
          name ??
          Object.keys(data ?? {})
            .sort()
            .join(' '),
      ),
    };
  });
}

/** Widths, in their own pixels, of the pictures that the page shows below each code cell; a broken picture has 0. */
export async function pictureWidths(page: Page): Promise<number[][]> {
  return page.evaluate(async () => {
    const { content } = (globalThis as LabGlobals).jupyterapp!.shell.currentWidget!;
    const widths: number[][] = [];
    for (const [i, { type }] of [...content.model.cells].entries()) {
      if (type !== 'code') continue;
      await content.scrollToItem(i); // JupyterLab draws what is in sight.
      await new Promise((done) => setTimeout(done, 300));
      const pictures = [...content.widgets[i]!.node.querySelectorAll('.jp-OutputArea img')];
      await Promise.all(pictures.map((picture) => picture.decode().catch(() => undefined)));
      widths.push(pictures.map(({ naturalWidth }) => naturalWidth));
    }
    return widths;
  });
}

/** A picture of the whole notebook, from its first cell on. */
export async function photograph(page: Page, path: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 3000 });
  await page.evaluate(() => (globalThis as LabGlobals).jupyterapp!.shell.currentWidget!.content.scrollToItem(0));
  await page.waitForTimeout(500); // for drawing
  await page.screenshot({ path });
}
