import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import type { PrintSource } from './print-source.js';

const pageNumber = `
  <div style="width: 100%; text-align: center; font: 8pt sans-serif; color: #555"><span class="pageNumber"></span></div>`;

/** The time of printing is left out, by blanks of the same length, so that the same page gives the same file. */
const withoutDates = (bytes: Buffer): Buffer =>
  Buffer.from(bytes.toString('latin1').replace(/\/(?:Creation|Mod)Date \(D:[^)]*\)/g, blank), 'latin1');

const blank = (text: string): string => ' '.repeat(text.length);

/** Prints a page: A4 unless its `@page` rule says otherwise, a page number below, outline from headings, tags. */
export async function print(context: BrowserContext, source: PrintSource): Promise<Uint8Array> {
  const page = await context.newPage();
  page.setDefaultTimeout(180_000); // A report of several MB on a busy machine.
  try {
    if ('path' in source) await page.goto(pathToFileURL(resolve(source.path)).href);
    else await page.setContent(source.html);
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    const bytes = await page.pdf({
      format: 'A4',
      preferCSSPageSize: true,
      printBackground: true,
      margin: { top: '20mm', bottom: '20mm', left: '20mm', right: '20mm' },
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: pageNumber,
      outline: true,
      tagged: true,
    });
    return withoutDates(bytes);
  } finally {
    await page.close();
  }
}
