import type { Figure } from './figure.js';
import { baseLayout, type FigureOptions, hiddenAxis, short } from './theme.js';

/** White to dark: an entry that is exactly 0 is white, and any other is visibly not. */
const entryScale = [
  [0, '#ffffff'],
  [1e-6, '#cfe3f3'],
  [1, '#08306b'],
];

/**
 * Which entries of a Jacobian differ from 0: row i is output i, column j input j, row 1 on top.
 * @param jacobians one D × D matrix, or several at different points, of which each entry's largest size is shown
 * @throws RangeError for a matrix that is not square
 */
export function jacobianPattern(
  jacobians: readonly (readonly (readonly number[])[])[],
  { width = 160, height = 160, ...options }: FigureOptions = {},
): Figure {
  const D = jacobians[0]?.length ?? 0;
  if (D === 0 || jacobians.some((matrix) => matrix.length !== D || matrix.some((row) => row.length !== D))) {
    const sizes = new Set(jacobians.map((matrix) => `${matrix.length} × ${matrix[0]?.length ?? 0}`));
    throw new RangeError(
      `Expected square matrices of one size, got ${[...sizes].join(', ') || 'none'} (jacobianPattern)`,
    );
  }
  const indices = Array.from({ length: D }, (_, i) => i);
  const size = (i: number, j: number) => Math.max(...jacobians.map((matrix) => Math.abs(matrix[i]![j]!)));
  const entries = indices.map((i) => indices.map((j) => size(i, j)));
  // Roots bring small entries nearer to large ones.
  const z = entries.map((row) => row.map((entry) => short(Math.sqrt(entry))));
  return {
    data: [
      {
        type: 'heatmap',
        z,
        customdata: entries.map((row) => row.map(short)),
        hovertemplate: '∂z′<sub>%{y}</sub>/∂z<sub>%{x}</sub>: %{customdata}<extra></extra>',
        x: indices.map((i) => i + 1),
        y: indices.map((i) => i + 1),
        colorscale: entryScale,
        zmin: 0,
        zmax: Math.max(1e-30, ...z.flat()),
        showscale: false,
        xgap: 1,
        ygap: 1,
      },
    ],
    layout: {
      ...baseLayout({ ...options, width, height }, { l: 8, r: 8, b: 8 }),
      plot_bgcolor: '#bbbbbb',
      xaxis: hiddenAxis({ range: [0.5, D + 0.5], constrain: 'domain' }),
      yaxis: hiddenAxis({ range: [D + 0.5, 0.5], constrain: 'domain', scaleanchor: 'x' }),
    },
  };
}
