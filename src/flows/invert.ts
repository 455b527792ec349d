import { expected } from '../errors.js';
import { defineFlow } from './define.js';
import type { InvertibleFlow } from './flow.js';

/**
 * The same map the other way round: forward is the flow's inverse, inverse its forward. Parameters stay what they are.
 * @throws TypeError if the flow offers no inverse (where types are known, a compile error)
 * @example
 * ```ts
 * import { invert, mapPoints, pointwise } from 'vinf';
 *
 * const log = invert(pointwise(1, 'exp'));
 * const { points, logDet } = mapPoints(log, [], [[Math.E ** 2]]);
 * console.log(points[0][0].toFixed(2), logDet[0].toFixed(2)); // 2.00 -2.00
 * ```
 */
export function invert<Kind extends 'exact' | 'numeric'>(flow: InvertibleFlow<Kind>): InvertibleFlow<Kind> {
  const { name, dim, paramCount, contextDim, probeDim, inverseKind } = flow;
  if (!flow.inverse) throw new TypeError(expected('the flow', 'offer an inverse', inverseKind, `${name}, dim ${dim}`));
  return defineFlow({
    name: `invert(${name})`,
    dim,
    config: { flow: 'invert', of: flow.config },
    description: { of: flow.description },
    paramCount,
    contextDim,
    probeDim,
    inverseKind,
    forward: flow.inverse,
    inverse: flow.forward,
    initialParams: flow.initialParams,
  });
}
