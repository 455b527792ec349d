import type * as ort from 'onnxruntime-node';
import type { Arrays, Problem } from '../../problem/problem.js';
import type { Metrics } from '../../problem/step.js';
import { traceTerms } from '../trace/trace.js';
import { feedsOf, metricsOf } from './feeds.js';
import { createSession, type Runtime } from './session.js';
import type { SessionOptions } from './session-options.js';

/** A problem's terms without an update, at whatever numbers `weights` hold when it runs; traced at the first call. */
export function evaluator(
  runtime: Runtime,
  problem: Problem,
  weights: Readonly<Record<string, ort.Tensor>>,
  options: SessionOptions,
): { run(inputs: Arrays): Promise<Metrics>; dispose(): void } {
  let session: Promise<ort.InferenceSession> | undefined;
  return {
    async run(inputs) {
      session ??= createSession(runtime, traceTerms(problem), options);
      return metricsOf(await (await session).run({ ...weights, ...feedsOf(runtime, problem, inputs) }));
    },
    dispose() {
      void session?.then((one) => one.release());
    },
  };
}
