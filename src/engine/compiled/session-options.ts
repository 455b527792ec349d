/** Where a compiled graph runs: plain processors, an NVIDIA GPU through CUDA, or any GPU through WebGPU. */
export type ExecutionProvider = 'cpu' | 'cuda' | 'webgpu';
/** All there may be; which of them are there depends on how ONNX Runtime was installed. */
export const executionProviders: readonly ExecutionProvider[] = ['cpu', 'cuda', 'webgpu'];

export interface SessionOptions {
  /**
   * Threads of one graph run. Default: the environment variable VINF_THREADS; without it, for graphs with a tensor of
   * 2¹⁵ numbers, one per core up to 4 and half the cores up to 8; else 1.
   */
  threads?: number;
  /** Default `cpu`. */
  executionProvider?: ExecutionProvider;
}
