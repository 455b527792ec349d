import type { Figure, PlotObject } from './figure.js';
import { fontSize } from './theme.js';

/** Height of the note's line, CSS pixels. */
const line = 22;

/** The figure with a line of small text below it, such as what data it was made from. */
export function withNote({ data, layout }: Figure, text: string): Figure {
  const margin = layout.margin as { b: number };
  const bottom = margin.b + line;
  const note: PlotObject = {
    text,
    font: { size: fontSize - 2, color: '#666666' },
    ...{ x: 1, xref: 'paper', xanchor: 'right', y: 0, yref: 'paper', yanchor: 'bottom', yshift: 3 - bottom },
    showarrow: false,
  };
  return {
    data,
    layout: {
      ...layout,
      ...(typeof layout.height === 'number' ? { height: layout.height + line } : {}),
      margin: { ...margin, b: bottom },
      annotations: [...((layout.annotations ?? []) as PlotObject[]), note],
    },
  };
}
