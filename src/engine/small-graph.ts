import { type Graph, type Operator, operatorsOf, sizeOf } from './onnx/graph.js';

/**
 * Bounds within which the generated step was the faster one wherever it was measured (bench/small.ts). Beyond, the wider
 * vectors and the threads of ONNX Runtime make up for what each operator costs there.
 */
const [mostProducts, mostNumbers] = [20e6, 2 ** 15];

/** Whether a graph is so small that WebAssembly made for it is faster than ONNX Runtime. */
export function isSmall(graph: Graph): boolean {
  let products = 0;
  for (const { type, inputs, outputs } of operatorsOf(graph).flatMap(withBody)) {
    if (outputs.some(({ shape }) => sizeOf(shape) >= mostNumbers)) return false;
    if (type === 'Gemm' || type === 'MatMul') products += sizeOf(inputs[0]!.shape) * (outputs[0]!.shape.at(-1) ?? 1);
  }
  return products <= mostProducts;
}

/** An operator and, of a loop, those of a round. */
const withBody = (operator: Operator): readonly Operator[] => [operator, ...(operator.body?.operators ?? [])];
