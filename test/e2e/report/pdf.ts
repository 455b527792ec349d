import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A page as grey pixels, and the words on it, in points from the upper left corner. */
export interface PdfPage {
  width: number;
  height: number;
  /** Share of pixels that are not white in a part of the page, in points. */
  ink(left: number, top: number, right: number, bottom: number): number;
  words: { text: string; left: number; top: number }[];
}

/** Whether the programs that read a PDF are there (Debian: poppler-utils). */
export const canReadPdf = (): Promise<boolean> =>
  Promise.all(['pdftoppm', 'pdftotext'].map((program) => run(program, ['-v']))).then(
    () => true,
    () => false,
  );

const dotsPerInch = 36;
const pointsPerPixel = 72 / dotsPerInch;

export async function readPdf(path: string): Promise<PdfPage[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vinf-pdf-'));
  try {
    await run('pdftoppm', ['-r', String(dotsPerInch), '-gray', path, join(folder, 'page')]);
    const pictures = readdirSync(folder).sort();
    const { stdout } = await run('pdftotext', ['-bbox', path, '-'], { maxBuffer: 2 ** 26 });
    const texts = stdout.split('<page ').slice(1);
    return pictures.map((name, i) => ({ ...pixels(readFileSync(join(folder, name))), words: words(texts[i]!) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of a binary PGM file: three lines of text, then a byte per pixel. */
function pixels(file: Buffer): Omit<PdfPage, 'words'> {
  const [header = '', columns, rows] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString('latin1', 0, 40)) ?? [];
  const [width, height] = [Number(columns), Number(rows)];
  const at = (x: number, y: number) => file[header.length + y * width + x]!;
  return {
    width: width * pointsPerPixel,
    height: height * pointsPerPixel,
    ink(left, top, right, bottom) {
      const [x0, x1] = [left, right].map((x) => Math.round(x / pointsPerPixel)) as [number, number];
      const [y0, y1] = [top, bottom].map((y) => Math.round(y / pointsPerPixel)) as [number, number];
      let marked = 0;
      for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) if (at(x, y) < 245) marked++;
      return marked / Math.max(1, (x1 - x0) * (y1 - y0));
    },
  };
}

const words = (page: string): PdfPage['words'] =>
  [...page.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>(.*?)<\/word>/g)].map(([, left, top, text]) => ({
    text: text!,
    left: Number(left),
    top: Number(top),
  }));
