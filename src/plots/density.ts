import type { Figure, PlotObject } from './figure.js';
import { shortNumbers } from './short-numbers.js';
import { axis, baseLayout, densityScale, type FigureOptions, hiddenAxis, short } from './theme.js';

export interface DensityOptions extends FigureOptions {
  /** Top of the colour scale; default the largest value. In a grid of panels the scale is common unless told otherwise. */
  max?: number;
  /** Draw the axes with their numbers; default true. */
  axes?: boolean;
  /** Draw the colour bar; default false. */
  colourBar?: boolean;
  /** Default 'z₁' and 'z₂'. */
  xTitle?: string;
  yTitle?: string;
}

/** Values on a grid: `values[j][i]` belongs to (x[i], y[j]), both ascending, y upwards. */
export interface GridValues {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  values: ArrayLike<ArrayLike<number>>;
}

/**
 * A density on a grid as a picture: equal aspect, perceptually uniform colours, zero at the dark end.
 * @throws RangeError if the values do not fit the grid
 * @example
 * ```ts
 * import { densityOnGrid, energy, notebook, plots } from 'vinf';
 *
 * const grid = densityOnGrid(energy('U2').logDensity, { halfWidth: 4 });
 * await notebook.show(plots.densityHeatmap(grid, { title: 'U2' })); // a picture, in a notebook
 * ```
 */
export function densityHeatmap(grid: GridValues, options: DensityOptions = {}): Figure {
  const { axes = true, colourBar = false, width = 420, height = 420, xTitle = 'z₁', yTitle = 'z₂' } = options;
  checkGrid(grid);
  const xaxis = { constrain: 'domain', showgrid: false };
  const yaxis = { ...xaxis, scaleanchor: 'x' };
  return {
    data: [
      {
        type: 'heatmap',
        x: shortNumbers(grid.x),
        y: shortNumbers(grid.y),
        z: rounded(grid.values),
        coloraxis: 'coloraxis',
      },
    ],
    layout: {
      ...baseLayout({ ...options, width, height }, axes ? {} : { l: 8, r: 8, b: 8 }),
      coloraxis: colourAxis(options.max, colourBar),
      xaxis: axes ? axis(xTitle, xaxis) : hiddenAxis(xaxis),
      yaxis: axes ? axis(yTitle, yaxis) : hiddenAxis(yaxis),
    },
  };
}

function colourAxis(max: number | undefined, showscale: boolean): PlotObject {
  return { colorscale: densityScale, cmin: 0, ...(max === undefined ? {} : { cmax: max }), showscale };
}

/** To a ten-thousandth of the largest value, less than a colour: a tail of the density is a plain 0 in the file. */
function rounded(values: GridValues['values']): number[][] {
  const rows = Array.from(values, (row) => Array.from(row));
  const top = rows.reduce((most, row) => row.reduce((a, b) => Math.max(a, Math.abs(b)), most), 0);
  if (!(top > 0 && top < 1e15)) return rows.map((row) => row.map(short));
  const decimals = Math.min(100, Math.max(0, 4 - Math.ceil(Math.log10(top))));
  return rows.map((row) => row.map((value) => Number(value.toFixed(decimals))));
}

function checkGrid({ x, y, values }: GridValues): void {
  const wrong = Array.from(values).find((row) => row.length !== x.length);
  if (values.length !== y.length || wrong) {
    throw new RangeError(
      `Expected \`values\` to have shape [${y.length}, ${x.length}], got [${values.length}, ${(wrong ?? values[0])?.length ?? 0}] (densityHeatmap)`,
    );
  }
}
