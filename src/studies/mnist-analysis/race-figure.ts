import type { Figure } from '../../plots/figure.js';
import { lineChart, type Series } from '../../plots/lines.js';
import { methodStyle } from '../../plots/methods.js';
import { panelGrid } from '../../plots/panel-grid.js';

/** Bounds at equal budgets, as `mnist-analysis.json` holds them; null where a run was not measured. */
export interface RaceBounds {
  /** The budgets, rising */
  updates: readonly number[];
  seconds: readonly number[];
  rows: readonly {
    family: string;
    K: number;
    seed: number;
    afterUpdates: readonly (number | null)[];
    afterSeconds: readonly (number | null)[];
  }[];
}

/** The gradient of one trained model, as `mnist-analysis.json` holds it: noise of each part, and its mean. */
export interface GradientLook {
  family: string;
  K: number;
  gradient: { freshImages: readonly { part: string; noise: number }[] };
}

const families = ['planar', 'nice-perm'];

/**
 * Is a longer flow harder to train? Validation bounds against K after equal updates and after equal seconds, thin for the
 * smallest budget and thick for the largest, and the noise of the decoder's gradient at the trained weights.
 */
export function raceByLayers({ updates, seconds, rows }: RaceBounds, runs: readonly GradientLook[]): Figure {
  const first = rows.filter(({ seed }) => seed === 0);
  const bounds = (budget: 'afterUpdates' | 'afterSeconds', count: number) =>
    Array.from({ length: count }, (_, i) => overLayers(first, (row) => row[budget][i], 1 + i)).flat();
  const noise = overLayers(
    runs,
    ({ gradient }) => gradient.freshImages.find(({ part }) => part === 'decoder')?.noise,
    2,
  );
  const most = Math.max(...noise.flatMap(({ y }) => Array.from(y)));
  const panels = [
    { title: `after ${listed(updates)} updates`, series: bounds('afterUpdates', updates.length), yTitle: 'nats' },
    { title: `after ${listed(seconds)} s`, series: bounds('afterSeconds', seconds.length) },
    { title: 'noise of the decoder’s gradient', series: noise, yRange: [0, 1.1 * most] as const },
  ];
  return panelGrid(
    panels.map(({ title, series, ...options }) => ({
      title,
      figure: lineChart(series, { xTitle: 'layers K', labels: 'legend', ...options }),
    })),
    { panelWidth: 215, panelHeight: 240 },
  );
}

/** One line for each family, from the model without a flow on; named once, at the largest budget. */
function overLayers<Row extends { family: string; K: number }>(
  rows: readonly Row[],
  value: (row: Row) => number | null | undefined,
  width: number,
): Series[] {
  return families
    .filter((family) => rows.some((row) => row.family === family))
    .map((family) => {
      const { label: name, colour } = methodStyle(family);
      const own = rows.filter((row) => row.K === 0 || row.family === family).sort((a, b) => a.K - b.K);
      return {
        ...{ name, colour, width, markers: true },
        x: own.map(({ K }) => K),
        y: own.map((row) => value(row) ?? Number.NaN),
      };
    });
}

const listed = (values: readonly number[]): string =>
  values.map((value) => (value >= 1000 ? `${Number((value / 1000).toPrecision(3))}k` : String(value))).join(', ');
