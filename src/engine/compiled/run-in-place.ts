import type * as ort from 'onnxruntime-node';
import { pacer } from '../pace.js';

/** Name of the output that keeps results from being copied. */
export const stopOutput = 'stop';

/**
 * Runs a session with all results in arrays of ours. The runtime's binding would then also copy each of them into a new
 * array: for a million weights 4 MB per step, a tenth of the step's time. It hands results over in order and gives up
 * at one that is no tensor; all are computed by then. So models run this way have an empty sequence as first output.
 * Should the runtime come to fail in another way, the plain call is made, which takes the copies or tells the error.
 */
export async function runInPlace(
  session: ort.InferenceSession,
  feeds: Readonly<Record<string, ort.Tensor>>,
  results: Readonly<Record<string, ort.Tensor>>,
): Promise<void> {
  try {
    await session.run(feeds, { [stopOutput]: null, ...results });
  } catch (error) {
    const isStop = error instanceof Error && error.message.startsWith('Non tensor type');
    if (!isStop) await session.run(feeds, results);
  }
}

const pace = pacer();

/**
 * Runs a session and copies all results into arrays of ours: onnxruntime-web hands them over in new ones, and leaves
 * those that it is given as they are. It computes at once, so others have their turn first.
 */
export async function runAndCopy(
  session: ort.InferenceSession,
  feeds: Readonly<Record<string, ort.Tensor>>,
  results: Readonly<Record<string, ort.Tensor>>,
): Promise<void> {
  await pace();
  const found = await session.run(feeds, Object.keys(results));
  for (const [name, { data }] of Object.entries(results)) {
    (data as Float32Array).set((found[name] as ort.Tensor).data as Float32Array);
  }
}
