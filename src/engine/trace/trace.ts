import type * as tf from '@tensorflow/tfjs';
import type { Problem, Tensors, Terms } from '../../problem/problem.js';
import { type Shapes, type TensorsOf, tensorsOf } from '../../problem/shapes.js';
import { checkTermNames, gradientsOf } from '../gradients.js';
import { graphBuilder } from '../onnx/builder.js';
import { fuse } from '../onnx/fuse.js';
import type { Graph, Value } from '../onnx/graph.js';
import { withTracing } from './trace-backend.js';

/** Names of graph inputs and outputs that stand for weights and gradients. */
export const weightName = (name: string): string => `weight/${name}`;
export const gradientName = (name: string): string => `gradient/${name}`;

/**
 * The graph of a pure tensor function at fixed shapes.
 * @param origin of each operator, for messages; default none
 * @throws TraceError where the function reads tensor values or calls a kernel that has no ONNX form
 */
export function traceFunction<const Inputs extends Shapes>(
  fn: (inputs: TensorsOf<Inputs>) => Tensors,
  shapes: Inputs,
  origin?: () => Error,
): Graph {
  const g = graphBuilder(origin);
  const outputs = new Map<string, Value>();
  withTracing(g, ({ tensor, symbolOf }) => {
    const inputs = tensorsOf(shapes, (name, shape) => tensor(g.input(name, shape)));
    for (const [name, output] of Object.entries(fn(inputs))) outputs.set(name, symbolOf(output));
  });
  return fuse({ inputs: g.inputs, outputs });
}

/** The graph of a problem's terms; inputs are the problem's inputs and `weight/…`. */
export function traceTerms(problem: Problem): Graph {
  const fn = (all: Tensors) => {
    const weights = problem.weights.map(({ name }) => [name, all[weightName(name)]!]);
    return problem.loss(
      Object.fromEntries(weights),
      tensorsOf(problem.inputs, (name) => all[name]!),
    );
  };
  const weightShapes = problem.weights.map(({ name, shape }) => [weightName(name), shape]);
  return traceFunction(fn, { ...problem.inputs, ...Object.fromEntries(weightShapes) });
}

/** As `traceTerms`, with an output `gradient/…` for each weight: the gradient of `loss`. */
export function traceGradients(problem: Problem): Graph {
  const g = graphBuilder();
  const outputs = new Map<string, Value>();
  withTracing(g, ({ tensor, symbolOf }) => {
    const inputs = tensorsOf(problem.inputs, (name, shape) => tensor(g.input(name, shape)));
    const weights = problem.weights.map(({ name, shape }) => tensor(g.input(weightName(name), shape)));
    let terms: Terms | undefined;
    const loss = (...args: tf.Tensor[]) => {
      terms = problem.loss(Object.fromEntries(problem.weights.map(({ name }, i) => [name, args[i]!])), inputs);
      for (const [name, term] of Object.entries(terms)) outputs.set(name, symbolOf(term));
      return terms.loss;
    };
    const names = problem.weights.map(({ name }) => name);
    const gradients = gradientsOf(loss, weights, names);
    checkTermNames(terms!);
    for (const [i, gradient] of gradients.entries()) {
      outputs.set(gradientName(names[i]!), symbolOf(gradient));
    }
  });
  return fuse({ inputs: g.inputs, outputs });
}
