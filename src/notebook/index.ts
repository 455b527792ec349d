export { type ContactSheet, type ContactSheetOptions, contactSheet, drawContactSheet } from './contact-sheet.js';
export { type LiveFigure, liveFigure } from './live-figure.js';
export { type Showable, show } from './show.js';
export type { DataFrame, Rows } from './table.js';
