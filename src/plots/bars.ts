import type { Figure } from './figure.js';
import { shortNumbers } from './short-numbers.js';
import { axis, baseLayout, type FigureOptions, ink, legendAbove } from './theme.js';

/** One bar per category. */
export interface Bars {
  /** Its entry in the legend where there are several; default none. */
  name?: string;
  values: ArrayLike<number>;
  /** Half the length of each error bar; default none. */
  errors?: ArrayLike<number>;
  /** One colour, or one per category; default near black. */
  colour?: string | readonly string[];
}

export interface BarChartOptions extends FigureOptions {
  xTitle?: string;
  yTitle?: string;
  /** Lowest and highest value; default from zero. */
  yRange?: readonly [number, number];
}

/** Bars side by side, with error bars. @throws RangeError if a row of bars does not fit the categories */
export function barChart(categories: readonly string[], rows: readonly Bars[], options: BarChartOptions = {}): Figure {
  const { width = 700, height = 420, xTitle, yTitle, yRange } = options;
  const all = rows.flatMap(({ values }) => Array.from(values));
  const showlegend = rows.filter(({ name }) => name).length > 1;
  return {
    data: rows.map(({ name = '', values, errors, colour = ink }) => ({
      type: 'bar',
      name,
      x: [...categories],
      y: fitted(values, categories, all),
      marker: { color: typeof colour === 'string' ? colour : [...colour] },
      ...(errors ? { error_y: { type: 'data', array: fitted(errors, categories), color: '#555555', width: 4 } } : {}),
      showlegend: name !== '',
    })),
    layout: {
      ...baseLayout({ ...options, width, height }, showlegend ? { t: options.title ? 70 : 36 } : {}),
      barmode: 'group',
      bargap: 0.3,
      xaxis: axis(xTitle, { type: 'category', showgrid: false }),
      yaxis: axis(yTitle, yRange ? { range: [...yRange] } : { rangemode: 'tozero' }),
      showlegend,
      ...(showlegend ? { legend: legendAbove(options.title ? 40 : 6, height) } : {}),
    },
  };
}

function fitted(values: ArrayLike<number>, categories: readonly string[], beside = values): number[] {
  if (values.length !== categories.length) {
    throw new RangeError(
      `Expected one value for each of ${categories.length} categories, got ${values.length} (barChart)`,
    );
  }
  return shortNumbers(values, { beside });
}
