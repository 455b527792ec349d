import type { Figure, PlotObject } from './figure.js';
import { baseLayout, type FigureOptions, fontSize, hiddenAxis, inkScale, textWidth } from './theme.js';

export interface ImageGridOptions extends Omit<FigureOptions, 'width' | 'height'> {
  /** Height and width of an image in its own pixels; default 28 × 28, as MNIST. */
  rows?: number;
  columns?: number;
  /** Images beside each other; default 10. */
  across?: number;
  /** CSS pixels per pixel of an image; default 2. */
  zoom?: number;
  /** A name for each row of images, on its left; default none. */
  rowTitles?: readonly string[];
}

/** Pixels of an image between neighbours. */
const gap = 2;

/**
 * A sheet of images, row after row, black ink on white.
 * @param images each rows × columns values, 0 (paper) … 1 (ink), row by row from the top
 * @throws RangeError for an image of another size
 */
export function imageGrid(images: ArrayLike<ArrayLike<number>>, options: ImageGridOptions = {}): Figure {
  const { title, rows = 28, columns = 28, across = 10, zoom = 2, rowTitles = [] } = options;
  const down = Math.ceil(images.length / across);
  const height = down * (rows + gap) - gap;
  const width = Math.min(across, images.length) * (columns + gap) - gap;
  const margin = { l: 8 + Math.max(0, ...rowTitles.map((text) => textWidth(text) + 4)), r: 8, t: title ? 36 : 8, b: 8 };
  const size = { width: zoom * width + margin.l + margin.r, height: zoom * height + margin.t + margin.b };
  return {
    data: [
      {
        type: 'heatmap',
        z: sheet(Array.from(images), { rows, columns, across, width, height }),
        colorscale: inkScale,
        zmin: 0,
        zmax: 1,
        showscale: false,
        hoverinfo: 'skip',
      },
    ],
    layout: {
      ...baseLayout({ ...options, ...size }, margin),
      xaxis: hiddenAxis({ range: [-0.5, width - 0.5] }),
      yaxis: hiddenAxis({ range: [height - 0.5, -0.5] }),
      annotations: rowTitles.map((text, i) => rowTitle(text, i * (rows + gap) + rows / 2)),
    },
  };
}

interface Sheet {
  rows: number;
  columns: number;
  across: number;
  width: number;
  height: number;
}

function sheet(images: ArrayLike<number>[], { rows, columns, across, width, height }: Sheet): number[][] {
  const z = Array.from({ length: height }, () => new Array<number>(width).fill(0));
  images.forEach((image, index) => {
    if (image.length !== rows * columns) {
      throw new RangeError(
        `Expected image ${index} to have ${rows} × ${columns} pixels, got ${image.length} (imageGrid)`,
      );
    }
    const top = Math.floor(index / across) * (rows + gap);
    const left = (index % across) * (columns + gap);
    for (let i = 0; i < image.length; i++) {
      z[top + Math.floor(i / columns)]![left + (i % columns)] = Number(image[i]!.toFixed(3));
    }
  });
  return z;
}

function rowTitle(text: string, y: number): PlotObject {
  const beside = { x: 0, xref: 'x domain', xanchor: 'right', xshift: -6 };
  return { text, ...beside, y, yref: 'y', yanchor: 'middle', showarrow: false, font: { size: fontSize } };
}
