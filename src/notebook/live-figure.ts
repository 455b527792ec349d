import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../plots/figure.js';
import type { PictureSize } from '../render/renderer.js';
import { cellDisplay, type Display } from './display.js';
import { describeFigure, figureBundle } from './figure.js';

/** A figure that changes while a cell runs: made by `liveFigure`. */
export interface LiveFigure {
  /**
   * Shows this figure soon, in place of what stands there. Costs nothing now: what comes faster than it can be drawn is
   * passed over, and a function is called only when its figure is drawn.
   */
  update(figure: Figure | (() => Figure)): void;
  /**
   * Draws the last figure. Await it at the end of the cell, or the output may miss the last update.
   * @throws what drawing an earlier figure has thrown
   */
  finish(): Promise<void>;
}

const leastPause = 500; // ms: two updates a second
const pausePerWork = 5; // drawing takes a sixth of the time at most, and on another core

/**
 * An output that follows training: `const live = liveFigure(); … live.update(() => lossCurve(history)); … await live.finish()`.
 * It belongs to the cell that makes it. Outside a notebook only the last figure is reported, as text.
 */
export function liveFigure(size: PictureSize = {}): LiveFigure {
  const display = cellDisplay();
  return display === undefined ? lastFigure() : redrawnFigure(drawer(display, size));
}

type Drawable = Figure | (() => Figure);

const figureOf = (drawable: Drawable): Figure => (typeof drawable === 'function' ? drawable() : drawable);

function redrawnFigure(draw: (figure: Figure) => Promise<number>): LiveFigure {
  let latest: Drawable | undefined;
  let drawing: Promise<void> | undefined;
  let hurry = new AbortController();
  const drawUntilLatest = async () => {
    while (latest !== undefined) {
      const figure = figureOf(latest);
      latest = undefined;
      const pause = Math.max(leastPause, pausePerWork * (await draw(figure)));
      await sleep(pause, undefined, { signal: hurry.signal }).catch(() => undefined);
    }
    drawing = undefined;
  };
  return {
    update(figure) {
      latest = figure;
      if (drawing !== undefined) return;
      drawing = drawUntilLatest();
      drawing.catch(() => undefined); // `finish` reports it.
    },
    async finish() {
      hurry.abort();
      await drawing;
      hurry = new AbortController();
    },
  };
}

function lastFigure(): LiveFigure {
  let latest: Drawable | undefined;
  return {
    update(figure) {
      latest = figure;
    },
    async finish() {
      if (latest !== undefined) console.log(describeFigure(figureOf(latest)));
    },
  };
}

/** Draws figures into one output, each in place of the last; returns how many milliseconds that took. */
function drawer(display: Display, size: PictureSize): (figure: Figure) => Promise<number> {
  const id = randomBytes(8).toString('hex');
  let update = false;
  return async (figure) => {
    const start = performance.now();
    display(await figureBundle(figure, size), { id, update });
    update = true;
    return performance.now() - start;
  };
}
