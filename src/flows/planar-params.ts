import type { Values } from '../tensors/values.js';
import { checkCount } from './define.js';
import { cutLayers, joinLayers, listOf } from './named-params.js';

/** One layer of `planar` by name: u and w of D numbers each, and b. */
export interface PlanarLayer {
  u: readonly number[];
  w: readonly number[];
  b: number;
}

/**
 * Parameters of `planar` from its layers, z' = z + û·tanh(wᵀz + b): one layer, or a list in the order of application.
 * Source: Rezende & Mohamed 2015, eq. 10. u is the unconstrained vector of appendix A.1. The flow moves it along w until
 * wᵀû > −1, û = u + (m(wᵀu) − wᵀu)·w/‖w‖²; across w it stays as it is. With the constraint `shifted`, the default, û = u
 * where wᵀu = 0, and wᵀû comes to wᵀu − 0.46 where that is large.
 * @returns K(2D + 1) numbers: all u, then all w, then all b; `readPlanarParams` gives the same layers back, in float32
 * @throws RangeError for an empty list, a u or w that does not have D numbers like the first u, or one that is not finite
 * @example
 * ```ts
 * import { planarParams, readPlanarParams } from 'vinf';
 *
 * const params = planarParams([{ u: [2, 0], w: [1, 0], b: 0.5 }]);
 * console.log(params.length); // 5
 * console.log(readPlanarParams(params, 2)); // [ { u: [ 2, 0 ], w: [ 1, 0 ], b: 0.5 } ]
 * ```
 */
export function planarParams(layers: PlanarLayer | readonly PlanarLayer[]): Float32Array {
  const where = 'planarParams';
  const list = listOf(layers, where);
  const D = list[0]!.u.length;
  checkCount('dim', D, where);
  return joinLayers(
    list,
    ({ u, w, b }, at) => [
      [`u ${at}`, u, D],
      [`w ${at}`, w, D],
      [`b ${at}`, [b], 1],
    ],
    where,
  );
}

/**
 * The layers of a planar flow from its parameters; `planarParams` makes the same parameters of them, bit for bit.
 * @param params K(2D + 1) numbers or a tensor [1, K(2D + 1)]
 * @param dim    D
 * @throws RangeError if the parameters do not make whole layers, or are not finite
 */
export function readPlanarParams(params: Values, dim: number): PlanarLayer[] {
  checkCount('dim', dim, 'readPlanarParams');
  const layers = cutLayers(params, [dim, dim, 1], `readPlanarParams, dim ${dim}`);
  return layers.map(([u, w, b]) => ({ u: u!, w: w!, b: b![0]! }));
}
