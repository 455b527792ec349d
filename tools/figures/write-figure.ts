import { readFile, rm } from 'node:fs/promises';
import { writeFileAtomic } from '../../src/files/atomic.js';
import { findBrowser, openRenderer, type Renderer } from '../../src/render/index.js';

/**
 * Writes `<path>.json` and, with a renderer, `<path>.svg` and `<path>.png`. Without one, pictures of an older figure are
 * removed, so that a picture that is there always shows what its JSON says.
 */
export async function writeFigure(path: string, json: string, renderer: Renderer | undefined): Promise<void> {
  if (renderer) {
    const figure = JSON.parse(json);
    const pictures = [await renderer.svg(figure), await renderer.png(figure)] as const;
    await writeFileAtomic(`${path}.svg`, pictures[0]);
    await writeFileAtomic(`${path}.png`, pictures[1]);
  } else if ((await readFile(`${path}.json`, 'utf8').catch(() => undefined)) !== json) {
    await Promise.all(['svg', 'png'].map((ending) => rm(`${path}.${ending}`, { force: true })));
  }
  await writeFileAtomic(`${path}.json`, json);
}

/** Lends a renderer, or none where there is no browser, and ends it. */
export async function withRenderer<T>(draw: (renderer: Renderer | undefined) => Promise<T>): Promise<T> {
  const renderer = findBrowser() ? await openRenderer() : undefined;
  try {
    return await draw(renderer);
  } finally {
    await renderer?.close();
  }
}
