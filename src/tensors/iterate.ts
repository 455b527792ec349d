import * as tf from '@tensorflow/tfjs';

/** Tensors of fixed shapes, by name, that one round hands to the next. */
type State = Readonly<Record<string, tf.Tensor>>;

/** The state after a round, every part of it made from the one before, and whether another round follows (a bool). */
export interface Round<S> {
  state: S;
  again: tf.Tensor;
}

export interface Rounds<S> {
  /** At most so many. */
  most: number;
  /** What is thrown where the last of them asks for another. In a compiled graph the results are NaN instead. */
  unfinished(state: S): Error;
}

/**
 * Makes rounds, one at least, until one says that it was the last. How many there are may depend on the tensors; a
 * compiled graph makes as many by a loop. No gradient: to be called within the forward pass or the gradient of a
 * `customGrad`.
 */
export function iterate<S extends State>(
  start: S,
  round: (state: S) => Round<S>,
  { most, unfinished }: Rounds<NoInfer<S>>,
): S {
  const backend = tf.backend();
  if (recordsRounds(backend)) return recorded(backend, start, round, most);
  let state = start;
  for (let made = 0; made < most; made++) {
    const next = tf.tidy(() => ({ ...round(state) }) as { state: tf.NamedTensorMap; again: tf.Tensor });
    if (made > 0) tf.dispose(state as tf.NamedTensorMap);
    state = next.state as S;
    const again = next.again.dataSync()[0]!;
    next.again.dispose();
    if (!again) return state;
  }
  throw unfinished(state);
}

/** A backend that computes nothing, but takes down what would be computed. */
export interface RoundRecorder {
  recordRounds(
    start: readonly tf.Tensor[],
    round: (state: readonly tf.Tensor[]) => Round<readonly tf.Tensor[]>,
    most: number,
  ): readonly tf.Tensor[];
}

const recordsRounds = (backend: object): backend is RoundRecorder => 'recordRounds' in backend;

function recorded<S extends State>(recorder: RoundRecorder, start: S, round: (state: S) => Round<S>, most: number): S {
  const names = Object.keys(start);
  const named = (tensors: readonly tf.Tensor[]) => Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) as S;
  const inTurn = (tensors: readonly tf.Tensor[]) => {
    const { state, again } = round(named(tensors));
    return { state: names.map((name) => state[name]!), again };
  };
  return named(recorder.recordRounds(Object.values(start), inTurn, most));
}
