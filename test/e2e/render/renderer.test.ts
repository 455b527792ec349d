import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCanvas } from '../../../src/render/canvas.js';
import { findBrowser, openRenderer, type Renderer } from '../../../src/render/index.js';
import { samples } from '../../plots/samples.js';
import { folderWith } from '../../support/folders.js';
import { descendants, isAlive, startNode } from '../../support/processes.js';
import { canReadPdf, readPdf } from '../report/pdf.js';

const browser = findBrowser();

describe.skipIf(!browser)('renderer', () => {
  let renderer: Renderer;
  beforeAll(async () => {
    renderer = await openRenderer();
  });
  afterAll(() => renderer.close());

  it('svg is the same bytes from another browser and in another order', async () => {
    const names = Object.keys(samples);
    const once = await drawAll(renderer, names);
    const other = await openRenderer();
    const again = await drawAll(other, names.toReversed());
    await other.close();
    for (const name of names) expect(again.get(name) === once.get(name), name).toBe(true);
  });

  it('svg of different figures have different ids', async () => {
    const [a, b] = [await renderer.svg(samples.lines!), await renderer.svg(samples.scatter!)];
    const ids = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids(a).length).toBeGreaterThan(0);
    expect(ids(a).filter((id) => ids(b).includes(id))).toEqual([]);
  });

  it('png has the size asked for, times the scale', async () => {
    const size = async (bytes: Promise<Uint8Array>) => {
      const png = Buffer.from(await bytes);
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      return [png.readUInt32BE(16), png.readUInt32BE(20)];
    };
    expect(await size(renderer.png(samples.lines!, { width: 300, height: 200, scale: 2 }))).toEqual([600, 400]);
    expect(await size(renderer.png(samples.density!, { scale: 1 }))).toEqual([420, 420]);
  });

  it('pdf has pages, an outline, tags and no time of printing', async () => {
    const html = '<title>t</title><h1>One</h1><p>text</p><h1 style="break-before: page">Two</h1><p>text</p>';
    const pdf = Buffer.from(await renderer.pdf({ html })).toString('latin1');
    expect(pdf.slice(0, 5)).toBe('%PDF-');
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(2);
    expect(pdf).toContain('/Outlines');
    expect(pdf).toContain('/StructTreeRoot');
    expect(pdf).not.toContain('CreationDate');
  });

  it('pdf pages are not blank', async ({ skip }) => {
    if (!(await canReadPdf())) skip('pdftoppm or pdftotext is not installed');
    const path = join(folderWith(), 'a.pdf');
    const html = '<h1>One</h1><h1 style="break-before: page">Two</h1>';
    writeFileSync(path, await renderer.pdf({ html }));
    const pages = await readPdf(path);
    expect(pages).toHaveLength(2);
    for (const { ink, width, height } of pages) expect(ink(0, 0, width, height)).toBeGreaterThan(0);
  });

  it('loads nothing from the network', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked++;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await renderer.pdf({ html: `<img src="http://127.0.0.1:${port}/a.png"><p>text</p>` });
    server.close();
    expect(asked).toBe(0);
  });

  it('an error in one drawing leaves the next alone', async () => {
    await expect(renderer.png(samples.lines!, { width: -1 })).rejects.toThrow();
    expect((await renderer.svg(samples.lines!)).slice(0, 4)).toBe('<svg');
  });
});

async function drawAll(renderer: Renderer, names: readonly string[]): Promise<Map<string, string>> {
  const drawn = await Promise.all(names.map(async (name) => [name, await renderer.svg(samples[name]!)] as const));
  return new Map(drawn);
}

interface Complaint {
  code: string;
  msg: string;
  path: unknown[];
}

/** What is set but not needed is no mistake, and Plotly's check does not know that `coloraxis` may be named. */
const matters = ({ code, path }: Complaint): boolean => code !== 'unused' && path.at(-1) !== 'coloraxis';

describe.skipIf(!browser)('figures', () => {
  it('hold only what Plotly knows', async () => {
    const own = await chromium.launch({ executablePath: browser! });
    const page = await openCanvas(await own.newContext());
    for (const [name, { data, layout }] of Object.entries(samples)) {
      const complaints = await page.evaluate(
        ([data, layout]) => {
          const { Plotly } = globalThis as unknown as { Plotly: { validate(...parts: unknown[]): Complaint[] } };
          return Plotly.validate(data, layout) ?? [];
        },
        [data, layout] as const,
      );
      expect(complaints.filter(matters), name).toEqual([]);
    }
    await own.close();
  });
});

describe.skipIf(!browser || process.platform !== 'linux')('the browser', () => {
  it('ends with the process, even when that is killed', async () => {
    const script = fileURLToPath(new URL('hold-browser.ts', import.meta.url));
    const child = startNode(['--import', 'tsx', script]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const browsers = descendants(child.pid!);
    expect(browsers.length).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await expect.poll(() => browsers.filter(isAlive), { timeout: 20_000 }).toEqual([]);
  });
});
