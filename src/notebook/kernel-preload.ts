/**
 * Loaded by `node --import` into the process of a notebook kernel, before tslab.
 * An entry point, so unlike every other module it acts when it is imported.
 */
import { interruptTrainingFirst } from './interrupt.js';
import { plainErrors } from './plain-errors.js';

plainErrors();
interruptTrainingFirst();

/** JupyterLab asks for a history that tslab does not keep; tslab's warning of that would stand below a cell. */
const { warn } = console;
console.warn = (...args: unknown[]) => {
  if (!String(args[0]).startsWith('unknown msg_type: ')) warn(...args);
};

/** Ends this kernel when who started it has gone without saying goodbye; a kernel that nobody can reach only costs. */
const starter = process.ppid;
if (process.env.JPY_PARENT_PID === String(starter)) {
  setInterval(() => {
    if (process.ppid !== starter) process.exit();
  }, 1000).unref();
}
