import { UserError } from '../../errors.js';

/** ONNX Runtime cannot be loaded; the eager engine can do without it. */
export class MissingRuntimeError extends UserError {}
