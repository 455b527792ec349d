import { UserError } from '../../errors.js';

/** ONNX Runtime cannot be loaded; the other engines can do without it. */
export class MissingRuntimeError extends UserError {}
