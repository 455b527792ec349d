/** A function that cannot be compiled; the message names the kernel and the line that called it. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
}

/** With source maps, as under tsx, tfjs names its own sources, `…/tfjs-core/src/engine.ts`. */
const internal = [/node_modules/, /node:internal/, /tfjs-[\w-]+[\\/]src[\\/]/, /engine[\\/](trace|onnx)[\\/]/];

/** Where it is called from. Cheap: the text of its stack is made when somebody reads it. */
export function callSite(): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 60;
  const site = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return site;
}

/** The innermost line of the stack that belongs neither to tfjs nor to the tracer. */
export function callerLine(site = callSite()): string {
  const lines = (site.stack ?? '').split('\n').slice(1);
  const line = lines.find((text) => !internal.some((pattern) => pattern.test(text)));
  return line?.trim().replace(/^at /, '') ?? 'an unknown line';
}
