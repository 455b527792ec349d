import { expected, unknownName } from '../../errors.js';
import { type OptionCheck, oneOf } from '../options.js';
import { additiveTransformer, affineTransformer } from './affine.js';
import { monotoneTransformer } from './monotone.js';
import { linearSplineTransformer, quadraticSplineTransformer } from './polynomial-splines.js';
import { rationalQuadraticTransformer } from './rational-quadratic.js';
import type { ConditionedMap, Transformer } from './transformer.js';

export type { AffineTransformerOptions } from './affine.js';
export type { SplineOptions } from './bins.js';
export { mapNumbers } from './map-numbers.js';
export type { MonotoneTransformerOptions } from './monotone.js';
export { type ConditionedMap, type Stretched, softBound, type Transformer } from './transformer.js';
export {
  additiveTransformer,
  affineTransformer,
  linearSplineTransformer,
  monotoneTransformer,
  quadraticSplineTransformer,
  rationalQuadraticTransformer,
};

/** The transformers by the name under which couplings and autoregressive flows know them. */
const makers = {
  additive: additiveTransformer,
  affine: affineTransformer,
  monotone: monotoneTransformer,
  'rational-quadratic': rationalQuadraticTransformer,
  'quadratic-spline': quadraticSplineTransformer,
  'linear-spline': linearSplineTransformer,
} satisfies Record<string, () => Transformer>;

export type TransformerName = keyof typeof makers;

export const transformerNames = Object.keys(makers) as readonly TransformerName[];

/** A map by name, or one that somebody made. */
export const mapCheck: OptionCheck = (name, value, where) => {
  if (typeof value === 'string') return oneOf('transformer', transformerNames)(name, value, where);
  const isMap = typeof value === 'object' && value !== null && 'coordinatewise' in value;
  return isMap ? undefined : expected(name, 'be a transformer or the name of one', value, where);
};

/**
 * The transformer of that name, with its default options if there are no others; a transformer is handed back as it is.
 * @throws RangeError for an unknown name, or an option that the transformer does not have or that cannot be
 */
export function transformerOf<Map extends ConditionedMap>(
  choice: Map | TransformerName,
  options: object = {},
): Map | Transformer {
  if (typeof choice !== 'string') return choice;
  if (!Object.hasOwn(makers, choice)) throw new RangeError(unknownName('transformer', choice, transformerNames));
  const make: (options: object) => Transformer = makers[choice];
  return make(options);
}
