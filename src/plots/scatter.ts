import type { Figure } from './figure.js';
import { shortNumbers } from './short-numbers.js';
import { axis, baseLayout, type FigureOptions, ink, legendAbove } from './theme.js';

/** One cloud of points. */
export interface Cloud {
  /** Its entry in the legend; default none. */
  name?: string;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** Default near black. */
  colour?: string | undefined;
  /** Diameter in CSS pixels; default 4. */
  size?: number;
  /** 0 … 1; default 0.6, so that crowded places look darker. */
  opacity?: number | undefined;
}

export interface ScatterOptions extends FigureOptions {
  xTitle?: string;
  yTitle?: string;
  xRange?: readonly [number, number] | undefined;
  yRange?: readonly [number, number] | undefined;
  /** One unit of x as long as one of y, as for samples in the plane; default true. */
  equalAspect?: boolean;
}

/** Points in the plane. */
export function scatterPlot(clouds: readonly Cloud[], options: ScatterOptions = {}): Figure {
  const { width = 420, height = 420, xTitle, yTitle, xRange, yRange, equalAspect = true } = options;
  const all = { x: clouds.flatMap(({ x }) => Array.from(x)), y: clouds.flatMap(({ y }) => Array.from(y)) };
  const showlegend = clouds.some(({ name }) => name);
  return {
    data: clouds.map(({ name = '', x, y, colour = ink, size = 4, opacity = 0.6 }) => ({
      type: 'scatter',
      mode: 'markers',
      name,
      x: shortNumbers(x, { beside: all.x }),
      y: shortNumbers(y, { beside: all.y }),
      marker: { color: colour, size, opacity, line: { width: 0 } },
      showlegend: name !== '',
    })),
    layout: {
      ...baseLayout({ ...options, width, height }, showlegend ? { t: options.title ? 70 : 36 } : {}),
      xaxis: axis(xTitle, { constrain: 'domain', ...(xRange ? { range: [...xRange] } : {}) }),
      yaxis: axis(yTitle, {
        constrain: 'domain',
        ...(yRange ? { range: [...yRange] } : {}),
        ...(equalAspect ? { scaleanchor: 'x' } : {}),
      }),
      showlegend,
      ...(showlegend ? { legend: legendAbove(options.title ? 40 : 6, height) } : {}),
    },
  };
}

export interface PointPlotOptions
  extends Omit<ScatterOptions, 'xRange' | 'yRange'>,
    Pick<Cloud, 'colour' | 'size' | 'opacity'> {
  /** Lowest and highest x and y; default all points. */
  range?: readonly [number, number];
}

/**
 * Points (x, y) as dots, with one range for both axes: one cloud of `scatterPlot`.
 * @param points `points[i]` = [x, y]
 * @example
 * ```ts
 * import { noise, notebook, plots, sampleSet } from 'vinf';
 *
 * const points = sampleSet('pinwheel', 300, noise(0, 'data')).arraySync();
 * await notebook.show(plots.pointPlot(points, { range: [-4, 4] }));
 * ```
 */
export function pointPlot(points: readonly (readonly number[])[], options: PointPlotOptions = {}): Figure {
  const { range, colour, size = 3, opacity, ...rest } = options;
  const cloud = { x: points.map(([x]) => x!), y: points.map(([, y]) => y!), colour, size, opacity };
  return scatterPlot([cloud], { ...rest, xRange: range, yRange: range });
}
