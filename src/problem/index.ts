export { type CosineDecayOptions, cosineDecay } from './cosine-decay.js';
export { initialState, layout, type Slice, weightTensors } from './layout.js';
export {
  type AdamOptions,
  adam,
  type LearningRate,
  type Optimiser,
  type RmspropOptions,
  rmsprop,
} from './optimiser.js';
export type { Plain, PlainObject } from './plain.js';
export {
  type Arrays,
  defineProblem,
  type Problem,
  type Tensors,
  type Terms,
  type WeightSpec,
  type WeightsOf,
} from './problem.js';
export type { Shapes, TensorOf, TensorsOf } from './shapes.js';
export type { Metrics, TrainingState, TrainingStep } from './step.js';
