import type { WeightSpec } from '../problem/problem.js';
import type { Flow } from './flow.js';

/**
 * The parameters of a flow as a weight of a problem, one set for all samples, [1, P]; none where the flow has no
 * parameters. Checkpoints keep the config of the flow with it.
 */
export const flowWeights = ({ paramCount, initialParams, config }: Flow, name = 'flow/params'): WeightSpec[] =>
  paramCount > 0 ? [{ name, shape: [1, paramCount], of: config, initial: initialParams }] : [];
