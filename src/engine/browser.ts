// What needs no files.
export { type BackendName, backendNames, useBackend } from './backend.js';
export { compileFunction } from './compiled/compile-function.js';
export type { CompileOptions } from './compiled/compile-options.js';
export { compileStep } from './compiled/compile-step.js';
export {
  type ExecutionProvider,
  executionProviders,
  type OnnxRuntime,
  type SessionOptions,
} from './compiled/session-options.js';
export { type CreateStepOptions, createStep } from './create-step.js';
export { eagerFunction, type TensorFunction } from './eager-function.js';
export { eagerStep, type StepOptions } from './eager-step.js';
export { generateFunction } from './generated/generate-function.js';
export { type GenerateOptions, generateStep } from './generated/generate-step.js';
export { type EngineName, engineNames } from './on-engine.js';
export type { StartOptions } from './start-state.js';
export { tensorFunction } from './tensor-function.js';
export { TraceError } from './trace/trace-error.js';
