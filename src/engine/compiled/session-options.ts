/** Where a compiled graph runs: plain processors, an NVIDIA GPU through CUDA, or any GPU through WebGPU. */
export type ExecutionProvider = 'cpu' | 'cuda' | 'webgpu';
/** All there may be; which of them are there depends on how ONNX Runtime was installed. */
export const executionProviders: readonly ExecutionProvider[] = ['cpu', 'cuda', 'webgpu'];

/** An ONNX Runtime, such as the module `onnxruntime-web/wasm`. */
export interface OnnxRuntime {
  readonly InferenceSession: { create(...args: never[]): Promise<object> };
  readonly Tensor: object;
}

export interface SessionOptions {
  /**
   * Threads of one graph run, and at most of an update of the weights. Default: the environment variable VINF_THREADS; without it, for graphs with a tensor of
   * 2¹⁵ numbers, one per core up to 4 and half the cores up to 8; else 1.
   */
  threads?: number;
  /** Default `cpu`. */
  executionProvider?: ExecutionProvider;
  /**
   * Another ONNX Runtime than that of onnxruntime-node, with its own threads and providers: in a page that of
   * onnxruntime-web, `import * as runtime from 'onnxruntime-web/wasm'`.
   */
  runtime?: OnnxRuntime;
}
