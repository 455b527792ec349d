/** The trainings of this process that are under way, each with what stops it. */
const underWay = new Map<AbortController, Promise<unknown>>();

/** Runs a training that `interruptTraining` can stop through this signal. */
export function interruptible<T>(train: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const training = train(controller.signal);
  underWay.set(controller, training);
  return training.finally(() => underWay.delete(controller));
}

/** Resolves when the trainings of this process that are under way have ended, well or not. */
export const trainingsEnded = (): Promise<void> => Promise.allSettled(underWay.values()).then(() => undefined);

/**
 * Stops every training of this process at its next update: a checkpoint is written and `fit` or `train` throws.
 * @returns resolves when they have ended; undefined if there is none that is not being stopped already
 */
export function interruptTraining(): Promise<void> | undefined {
  const running = [...underWay].filter(([{ signal }]) => !signal.aborted);
  if (running.length === 0) return undefined;
  for (const [controller] of running) controller.abort();
  return Promise.allSettled(running.map(([, training]) => training)).then(() => undefined);
}
