import { interruptTraining } from '../training/interrupt.js';

/**
 * Makes an interrupt (SIGINT) of this process stop training, and only where there is none end the cell.
 * tslab's own handler ends the cell at once and leaves what the cell was waiting for running: training would go on
 * beside the cells that follow. It is therefore put behind ours as soon as tslab adds it.
 */
export function interruptTrainingFirst(): void {
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
