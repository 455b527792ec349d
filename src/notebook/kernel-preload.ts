/**
 * Loaded by `node --import` into the process of a notebook kernel, before tslab.
 * An entry point, so unlike every other module it acts when it is imported.
 */
import { interruptTraining } from '../training/interrupt.js';
import { showChildOutput } from './kernel/child-output.js';
import { mendTslab } from './kernel/mend-tslab.js';
import { refuseInput } from './kernel/no-input.js';
import { plainErrors } from './plain-errors.js';

plainErrors();
interruptTrainingFirst();

/** A worker or a Node process that a cell starts inherits this module, and is no kernel. */
const [, program = ''] = process.argv;
if (/[\\/]tslab[\\/]bin[\\/]tslab$/.test(program)) {
  mendTslab(program);
  showChildOutput();
  refuseInput();
}

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

/**
 * Makes an interrupt (SIGINT) of this process stop training, and only where there is none end the cell.
 * tslab's own handler ends the cell at once and leaves what the cell was waiting for running: training would go on
 * beside the cells that follow. It is therefore put behind ours as soon as tslab adds it.
 */
function interruptTrainingFirst(): void {
  const takeOver = (event: string | symbol, endCell: NodeJS.SignalsListener) => {
    if (event !== 'SIGINT') return;
    process.off('newListener', takeOver);
    queueMicrotask(() => {
      process.off('SIGINT', endCell); // Node tells of a listener before it adds it.
      process.on('SIGINT', (signal) => {
        if (interruptTraining() === undefined) endCell(signal);
      });
    });
  };
  process.on('newListener', takeOver);
}
