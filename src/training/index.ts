export * from './browser.js';
export { loadBest, loadLatest, loadState, saveState } from './checkpoint.js';
export { loadFlow, saveFlow } from './flow-file/save.js';
export { createRun, openRun, readConfig, readMetrics, readTimings } from './run-folder.js';
