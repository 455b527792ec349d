import type { Values } from '../tensors/values.js';
import { checkCount } from './define.js';
import { checkEach, cutLayers, joinLayers, listOf } from './named-params.js';
import { softplus, softplusInverse } from './softplus.js';

/** One layer of `radial` as in its equation: z_ref of D numbers, α > 0, β̂ > −α. It pushes outwards if β̂ > 0. */
export interface RadialLayer {
  reference: readonly number[];
  alpha: number;
  betaHat: number;
}

/** The same by what is unconstrained: α = softplus(rawAlpha), β̂ = −α + softplus(beta); the identity if they are equal. */
export interface UnconstrainedRadialLayer {
  reference: readonly number[];
  rawAlpha: number;
  beta: number;
}

type AnyRadialLayer = RadialLayer | UnconstrainedRadialLayer;

/**
 * Parameters of `radial` from its layers, z' = z + β̂·(z − z_ref)/(α + ‖z − z_ref‖): one layer, or a list in the order of
 * application, each by the values of the equation or by what is unconstrained.
 * Source: Rezende & Mohamed 2015, eq. 14 and appendix A.2.
 * @returns K(D + 2) numbers: all z_ref, then all raw α, then all β
 * @throws RangeError for an empty list, a z_ref that does not have D numbers like the first, α ≤ 0, β̂ ≤ −α, or a number
 *   that is not finite
 */
export function radialParams(layers: AnyRadialLayer | readonly AnyRadialLayer[]): Float32Array {
  const where = 'radialParams';
  const list = listOf(layers, where);
  const D = list[0]!.reference.length;
  checkCount('dim', D, where);
  return joinLayers(
    list,
    (layer, at) => {
      const { rawAlpha, beta } = 'rawAlpha' in layer ? layer : unconstrained(layer, at, where);
      return [
        [`reference ${at}`, layer.reference, D],
        [`alpha ${at}`, [rawAlpha], 1],
        [`beta ${at}`, [beta], 1],
      ];
    },
    where,
  );
}

function unconstrained({ alpha, betaHat }: RadialLayer, at: string, where: string) {
  checkEach(`alpha ${at}`, [alpha], 'be above 0', (x) => x > 0, where);
  checkEach(`betaHat ${at}`, [betaHat], `be above −alpha = ${-alpha}`, (x) => x > -alpha, where);
  return { rawAlpha: softplusInverse(alpha), beta: softplusInverse(alpha + betaHat) };
}

/**
 * The layers of a radial flow from its parameters, as in the equation. `radialParams` makes the same parameters of them
 * up to rounding: raw values between −15 and 15 to 1e-6.
 * @param params K(D + 2) numbers or a tensor [1, K(D + 2)]
 * @param dim    D
 * @throws RangeError if the parameters do not make whole layers, or are not finite
 */
export function readRadialParams(params: Values, dim: number): RadialLayer[] {
  checkCount('dim', dim, 'readRadialParams');
  const layers = cutLayers(params, [dim, 1, 1], `readRadialParams, dim ${dim}`);
  return layers.map(([reference, rawAlpha, beta]) => {
    const alpha = softplus(rawAlpha![0]!);
    return { reference: reference!, alpha, betaHat: softplus(beta![0]!) - alpha };
  });
}
