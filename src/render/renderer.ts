import type { Browser, Page } from 'playwright-core';
import { UserError } from '../errors.js';
import type { Figure } from '../plots/figure.js';
import { findBrowser, noBrowser } from './browser.js';
import { drawImage, type Image, openCanvas } from './canvas.js';
import { checkPackages } from './packages.js';
import { print } from './print.js';
import type { PrintSource } from './print-source.js';

/** Size of a picture. */
export interface PictureSize {
  /** CSS pixels; default: the figure's `layout.width`, else 700. */
  width?: number;
  /** CSS pixels; default: the figure's `layout.height`, else 450. */
  height?: number;
}

export interface PngOptions extends PictureSize {
  /** Picture pixels per CSS pixel; default 2, sharp on today's screens. */
  scale?: number;
}

/** Draws figures and prints pages in a headless browser that loads nothing from the network. */
export interface Renderer {
  /** The figure as a PNG file's bytes. */
  png(figure: Figure, options?: PngOptions): Promise<Uint8Array>;
  /** The figure as SVG source; the same figure gives the same bytes in every run on one machine. */
  svg(figure: Figure, size?: PictureSize): Promise<string>;
  /** The page as a PDF file's bytes: A4 unless its `@page` rule says otherwise, page numbers, outline, tags. */
  pdf(source: PrintSource): Promise<Uint8Array>;
  /** Ends the browser; it also ends by itself with the process. */
  close(): Promise<void>;
}

/**
 * Starts the browser that `findBrowser` finds.
 * @throws UserError with the command that mends it when there is no browser, when it does not start, or without the packages that draw
 */
export async function openRenderer(): Promise<Renderer> {
  checkPackages();
  const executablePath = findBrowser();
  if (!executablePath) throw noBrowser();
  const browser = await launch(executablePath);
  const context = await browser.newContext({ offline: true });
  let canvas: Promise<Page> | undefined;
  const inTurn = queue();
  const draw = (figure: Figure, image: Image): Promise<string> =>
    inTurn(async () => {
      canvas ??= openCanvas(context);
      return drawImage(await canvas, figure, image);
    });
  return {
    async png(figure, { scale = 2, ...size } = {}) {
      return Buffer.from(await draw(figure, { format: 'png', scale, ...sizeOf(figure, size) }), 'base64');
    },
    svg: (figure, size = {}) => draw(figure, { format: 'svg', scale: 1, ...sizeOf(figure, size) }),
    pdf: (source) => print(context, source),
    close: () => browser.close(),
  };
}

async function launch(executablePath: string): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  try {
    return await chromium.launch({
      executablePath,
      args: ['--font-render-hinting=none', '--disable-gpu'],
      // Ctrl-C and the like stay with the program that draws: the browser sees its pipe close and ends by itself.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    const [reason] = String((error as Error).message).split('\n');
    throw new UserError(`The browser ${executablePath} does not start: ${reason}; name another with VINF_BROWSER`, {
      cause: error,
    });
  }
}

/** Figures share one page, so they are drawn one after the other. */
function queue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task, task);
    last = next;
    return next;
  };
}

function sizeOf({ layout }: Figure, { width, height }: PictureSize): { width: number; height: number } {
  return { width: width ?? numeric(layout.width) ?? 700, height: height ?? numeric(layout.height) ?? 450 };
}

function numeric(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
