import { UserError } from '../errors.js';
import type { Figure } from '../plots/figure.js';
import type { PngOptions, Renderer } from '../render/renderer.js';

const idle = 3_000; // ms; Jupyter gives a kernel 5 s to end, and a browser would keep it from ending

let opening: Promise<Renderer> | undefined;
let drawing = 0;
let closing: NodeJS.Timeout | undefined;
let told = false;

/**
 * A figure as PNG, drawn by one browser for this process that starts with the first picture and ends when none was
 * wanted for three seconds. Without a browser: undefined, and one printed sentence, once, on how to get pictures.
 */
export async function figurePng(figure: Figure, options: PngOptions): Promise<Uint8Array | undefined> {
  clearTimeout(closing);
  drawing++;
  try {
    opening ??= openBrowser();
    return await (await opening).png(figure, options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    opening = undefined;
    if (!told) console.log(`Figures are shown without pictures. ${error.message}`);
    told = true;
    return undefined;
  } finally {
    drawing--;
    if (drawing === 0) closing = setTimeout(close, idle);
  }
}

async function openBrowser(): Promise<Renderer> {
  const { openRenderer } = await import('../render/renderer.js');
  return openRenderer();
}

async function close(): Promise<void> {
  const last = opening;
  opening = undefined; // A picture that is wanted from now on opens the next browser.
  await (await last)?.close();
}
