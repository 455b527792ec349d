export { drawGrid, type ImageGrid, type ImageGridOptions, imageGrid } from './image-grid.js';
export { type LiveFigure, liveFigure } from './live-figure.js';
export { type Showable, show } from './show.js';
export type { DataFrame, Rows } from './table.js';
