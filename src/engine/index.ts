export { type BackendName, backendNames, useBackend } from './backend.js';
export { compileFunction } from './compiled/compile-function.js';
export { type CompileOptions, compileStep } from './compiled/compile-step.js';
export { type ExecutionProvider, executionProviders, type SessionOptions } from './compiled/session.js';
export { type Exportable, type ExportOptions, type ExportReport, exportOnnx } from './export.js';
export { matMul } from './matmul.js';
export { eagerFunction, type InputShapes, type TensorFunction, tensorFunction } from './tensor-function.js';
export { TraceError } from './trace/trace-error.js';
