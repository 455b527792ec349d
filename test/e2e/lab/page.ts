import type { Page } from 'playwright-core';

/** What a code cell of the notebook on the page has come to. */
export interface CellState {
  source: string;
  /** ended, well or not */
  done: boolean;
  /** what it wrote */
  stdout: string;
  /** what it wrote to stderr, where tslab's errors stand */
  stderr: string;
  /** for each output the MIME types, or the stream's name */
  outputs: string[];
}

interface LabCell {
  type: string;
  sharedModel: { getSource(): string; setSource(source: string): void };
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
    activeCellIndex: number;
    model: { cells: Iterable<LabCell> };
    widgets: { model: LabCell; node: { querySelectorAll(selector: string): Iterable<Picture> } }[];
    scrollToItem(index: number): Promise<void>;
  };
  sessionContext?: { session?: { kernel?: { status: string } } };
}

/** The page's own variables, as far as the tests need them. */
export interface LabGlobals {
  jupyterapp?: { shell: { currentWidget?: LabNotebook } };
}

/** Minutes that all cells may take together. */
const limit = 15;

/** Opens a notebook and waits until its kernel is there. */
export async function openNotebook(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await kernelIdle(page);
}

/** Waits until the kernel has nothing to do. */
export async function kernelIdle(page: Page, timeout = 180_000): Promise<void> {
  const idle = () =>
    (globalThis as LabGlobals).jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle';
  await page.waitForFunction(idle, null, { timeout });
}

/** Clicks an entry of a menu; an entry that asks back ends in `…`. */
export async function choose(page: Page, menu: string, entry: string): Promise<void> {
  await page.click(`.lm-MenuBar-itemLabel:text-is("${menu}")`);
  await page.click(`.lm-Menu-itemLabel:text-is("${entry}")`);
}

/** Clicks Run > Run All Cells and waits until all have ended or one has failed. */
export async function runAllCells(page: Page): Promise<CellState[]> {
  await choose(page, 'Run', 'Run All Cells');
  for (const end = Date.now() + limit * 60_000; ; ) {
    const cells = await cellStates(page);
    if (cells.every(({ done }) => done) || cells.some(({ stderr }) => stderr) || Date.now() > end) return cells;
    await page.waitForTimeout(200);
  }
}

/** What each code cell has come to by now. */
export const cellStates = (page: Page): Promise<CellState[]> => page.evaluate(readCells);

/** Runs in the page. */
function readCells(): CellState[] {
  const notebook = (globalThis as LabGlobals).jupyterapp!.shell.currentWidget!;
  const cells = [...notebook.content.model.cells].filter(({ type }) => type === 'code');
  return cells.map(({ sharedModel, executionCount, executionState, outputs }) => {
    const source = sharedModel.getSource();
    const list = outputs.toJSON();
    const written = (stream: string) =>
      list.flatMap(({ name, text }) => (name === stream ? (text ?? '') : [])).join('');
    return {
      source,
      done: source.trim() === '' || (executionCount !== null && executionState !== 'running'),
      stdout: written('stdout'),
      stderr: written('stderr'),
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
    for (const [i, { type, outputs }] of [...content.model.cells].entries()) {
      if (type !== 'code') continue;
      const count = outputs.toJSON().filter(({ data }) => data && 'image/png' in data).length;
      const shown = () => [...content.widgets[i]!.node.querySelectorAll('.jp-OutputArea img')];
      if (count > 0) await content.scrollToItem(i); // JupyterLab draws what is in sight.
      for (let wait = 0; wait < 3000 && shown().length < count; wait += 50) {
        await new Promise((done) => setTimeout(done, 50));
      }
      const pictures = shown();
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
