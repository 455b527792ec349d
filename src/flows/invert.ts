import { expected } from '../errors.js';
import { defineFlow } from './define.js';
import type { InvertibleFlow } from './flow.js';

/**
 * The same map the other way round: forward is the flow's inverse, inverse its forward. Parameters stay what they are.
 * @throws TypeError if the flow offers no inverse (where types are known, a compile error)
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
