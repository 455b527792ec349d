import { checkCount, expected } from '../errors.js';
import { noise } from '../random/index.js';

export interface EpochBatchesOptions {
  /** Examples per update. */
  batch: number;
  /** Of the orders, with the name of their stream. */
  seed: number;
  stream: string;
}

/**
 * Which of `count` examples each update sees: batches from a fresh order each epoch, a function of the number of the
 * update. What fills no batch is left out until the next epoch.
 * @throws RangeError for no examples, or fewer than one batch takes, or counts that are none
 */
export function epochBatches(
  count: number,
  { batch, seed, stream }: EpochBatchesOptions,
): (step: number) => Uint32Array {
  checkCount('the count of examples', count, 'epochBatches');
  checkCount('batch', batch, 'epochBatches');
  if (batch > count) throw new RangeError(expected('batch', `be at most the ${count} examples`, batch, 'epochBatches'));
  const perEpoch = Math.floor(count / batch);
  let order: Uint32Array = new Uint32Array();
  let orderOf = -1;
  return (step) => {
    const epoch = Math.floor(step / perEpoch);
    if (epoch !== orderOf) [order, orderOf] = [noise(seed, stream, epoch).permutation(count), epoch];
    const start = (step % perEpoch) * batch;
    return order.subarray(start, start + batch);
  };
}
