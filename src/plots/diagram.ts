import type { Figure, PlotObject } from './figure.js';
import { baseLayout, type FigureOptions, fontSize, hiddenAxis, ink } from './theme.js';

/** A variable of a graphical model. */
export interface DiagramNode {
  text: string;
  x: number;
  y: number;
  /** `random` a circle, `fixed` a circle with a double edge (a function of its parents), `observed` shaded. */
  kind?: 'random' | 'fixed' | 'observed';
  /** Beside the node, such as its distribution; default none. */
  note?: string;
  /** Default `right`. */
  noteSide?: 'left' | 'right';
}

/** An arrow between nodes, by their places in the list. */
export type DiagramArrow = readonly [from: number, to: number];

/** Diameter of a node in CSS pixels. */
const nodeSize = 46;
const fills = { random: '#ffffff', fixed: '#ffffff', observed: '#cccccc' };

/** A graphical model as circles and arrows. @throws RangeError for an arrow to a node that is not there */
export function diagram(
  nodes: readonly DiagramNode[],
  arrows: readonly DiagramArrow[],
  { width = 520, height = 380, ...options }: FigureOptions = {},
): Figure {
  const trace = (size: number): PlotObject => ({
    type: 'scatter',
    mode: 'markers+text',
    x: nodes.map(({ x }) => x),
    y: nodes.map(({ y }) => y),
    text: nodes.map(({ text }) => text),
    textfont: { size: fontSize + 2 },
    marker: { size, color: nodes.map(({ kind = 'random' }) => fills[kind]), line: { color: ink, width: 1.5 } },
    hoverinfo: 'skip',
    showlegend: false,
    cliponaxis: false,
  });
  const inner = nodes.filter(({ kind }) => kind === 'fixed');
  const innerEdge = {
    ...trace(nodeSize - 7),
    ...{ mode: 'markers', x: inner.map(({ x }) => x), y: inner.map(({ y }) => y) },
    marker: { size: nodeSize - 7, color: 'rgba(0,0,0,0)', line: { color: ink, width: 1.5 } },
  };
  const across = nodes.map(({ x }) => x);
  const up = nodes.map(({ y }) => y);
  return {
    data: [trace(nodeSize), ...(inner.length > 0 ? [innerEdge] : [])],
    layout: {
      ...baseLayout({ ...options, width, height }, { l: 8, r: 8, b: 8 }),
      xaxis: hiddenAxis({
        range: [
          Math.min(...across) - (nodes.some(({ noteSide }) => noteSide === 'left') ? 1.2 : 0.6),
          Math.max(...across) + 1.6,
        ],
        fixedrange: true,
      }),
      yaxis: hiddenAxis({ range: [Math.min(...up) - 0.6, Math.max(...up) + 0.6], fixedrange: true }),
      annotations: [...arrows.map((arrow) => arrowOf(nodes, arrow)), ...nodes.flatMap(noteOf)],
    },
  };
}

function arrowOf(nodes: readonly DiagramNode[], [from, to]: DiagramArrow): PlotObject {
  const [a, b] = [nodes[from], nodes[to]];
  if (!a || !b) throw new RangeError(`Expected an arrow between ${nodes.length} nodes, got ${from} to ${to} (diagram)`);
  const gap = nodeSize / 2 + 2;
  return {
    ...{ ax: a.x, ay: a.y, axref: 'x', ayref: 'y', x: b.x, y: b.y, xref: 'x', yref: 'y', text: '' },
    ...{ showarrow: true, arrowhead: 2, arrowsize: 1.1, arrowwidth: 1.5, arrowcolor: ink },
    ...{ standoff: gap, startstandoff: gap },
  };
}

function noteOf({ x, y, note, noteSide }: DiagramNode): PlotObject[] {
  if (!note) return [];
  const left = noteSide === 'left';
  const shift = nodeSize / 2 + 8;
  return [
    {
      text: note,
      x,
      y,
      xref: 'x',
      yref: 'y',
      xanchor: left ? 'right' : 'left',
      xshift: left ? -shift : shift,
      showarrow: false,
    },
  ];
}
