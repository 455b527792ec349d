export * from './browser.js';
export { defineExportable, type Exportable, type ExportOptions, type ExportReport, exportOnnx } from './export.js';
