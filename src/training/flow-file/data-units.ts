import * as tf from '@tensorflow/tfjs';
import { chain } from '../../flows/chain.js';
import { affine } from '../../flows/elementwise/affine.js';
import type { Flow } from '../../flows/flow.js';
import { type Standardisation, type Standardisations, standardisedRows } from './standardisation.js';

/**
 * A flow of standardised columns as one of columns in their own units: the flow, then mean + std·x, which is an affine
 * flow of mean | ln std; its context is standardised first.
 */
export function inDataUnits(flow: Flow, params: Float32Array, standardisation: Standardisations | undefined) {
  if (!standardisation) return { flow, params };
  const { x, context } = standardisation;
  const logStd = x.std.map((value) => Math.log(value));
  return {
    flow: chain([context ? ofContext(flow, context) : flow, affine(flow.dim)]),
    params: Float32Array.from([...params, ...x.mean, ...logStd]),
  };
}

/** The flow as a function of a context in its own units; no description makes it again. */
function ofContext(flow: Flow, scales: Standardisation): Flow {
  const given =
    (map: Flow['forward']): Flow['forward'] =>
    (z, params, context) =>
      tf.tidy(() => {
        const { z: mapped, logDet } = map(z, params, context && standardisedRows(context, scales));
        return { z: mapped, logDet };
      });
  const name = `standardised-context(${flow.name})`;
  const config = { flow: name, dim: flow.dim, of: flow.config, mean: scales.mean, std: scales.std };
  return {
    ...flow,
    ...{ name, config, description: { ...config, of: flow.description }, forward: given(flow.forward) },
    ...(flow.inverse && { inverse: given(flow.inverse) }),
  };
}
