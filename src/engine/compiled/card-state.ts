import type * as ort from 'onnxruntime-node';
import { UserError } from '../../errors.js';
import type { TrainingState } from '../../problem/step.js';
import { nextName, stateNames, traceCopies } from '../trace/trace-update.js';
import { tensorOf } from './feeds.js';
import { createSession, type Runtime } from './session.js';
import type { SessionOptions } from './session-options.js';

/** Weights and slots, either in arrays here or on a graphics card. */
export interface CardState {
  /** The inputs of the next update, wherever they are. */
  feeds(): Record<string, ort.Tensor>;
  /** Takes the results of an update, and frees what it began with. */
  replace(results: Readonly<Record<string, ort.Tensor>>): void;
  /** Brings them into the arrays, from where the next update then takes them. */
  fetch(): Promise<void>;
  /** Whether the arrays are not what the card has. */
  isAhead(): boolean;
  dispose(): void;
}

/** @param arrays weights and slots, in the order of `stateNames` */
export function cardState(runtime: Runtime, arrays: readonly Float32Array[], options: SessionOptions): CardState {
  const here = Object.fromEntries(
    arrays.map((values, i) => [stateNames[i]!, tensorOf(runtime, values, [values.length])]),
  );
  let there: Record<string, ort.Tensor> | undefined;
  let copier: Promise<ort.InferenceSession> | undefined;
  const release = () => {
    for (const tensor of Object.values(there ?? {})) tensor.dispose();
    there = undefined;
  };
  return {
    feeds: () => there ?? here,
    replace(results) {
      release();
      there = Object.fromEntries(stateNames.map((name) => [name, results[nextName(name)]!]));
    },
    async fetch() {
      if (!there) return;
      // A tensor on the card has no download in this binding; results of a session come back by themselves.
      copier ??= createSession(runtime, traceCopies(arrays[0]!.length), options);
      const copies = await (await copier).run(there);
      for (const [i, name] of stateNames.entries()) arrays[i]!.set(copies[nextName(name)]!.data as Float32Array);
      release();
    },
    isAhead: () => there !== undefined,
    dispose() {
      release();
      void copier?.then((session) => session.release());
    },
  };
}

/** A training state that refuses to be read while its arrays are not current. */
export function guardedState(
  rest: Pick<TrainingState, 'step' | 'average'>,
  arrays: readonly Float32Array[],
  isAhead: () => boolean,
): TrainingState {
  const [weights, ...slots] = arrays;
  const current = <T>(value: T): T => {
    if (!isAhead()) return value;
    throw new UserError(
      'The weights are on the graphics card since the last update; call `await step.sync()` before you read the state, or create the step with `alwaysCurrent: true`',
    );
  };
  return {
    ...rest,
    get weights() {
      return current(weights!);
    },
    get slots() {
      return current(slots);
    },
  };
}
