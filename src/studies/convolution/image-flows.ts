import { UserError, unknownName } from '../../errors.js';
import {
  chain,
  convolutionCoupling,
  convolutionStack,
  coupling,
  type InvertibleFlow,
  invert,
  monotone,
  permutation,
  plu,
  realNvp,
} from '../../flows/index.js';

/** Pixels of a digit along one side, and in all. */
export const side = 28;
export const pixelCount = side * side;

interface ImageFlowOptions {
  /** K */
  layers: number;
  /** Units in the hidden layer of each network. */
  hidden: number;
  /** Of fixed random parts. */
  seed: number;
}

type Mixer = (options: ImageFlowOptions) => InvertibleFlow[];

const grid = [side, side] as const;

/**
 * What mixes the pixels, from data to base, after each pixel has had its own increasing function. Couplings see every
 * other pixel, so that each half is an image of its own, of half the width.
 */
const mixers: Readonly<Record<string, Mixer>> = {
  pixels: () => [],
  'conv-circular': ({ layers }) => [convolutionStack(pixelCount, { layers, grid })],
  'conv-symmetric': ({ layers }) => [convolutionStack(pixelCount, { layers, grid, kind: 'symmetric' })],
  'conv-symmetric-shuffled': ({ layers, seed }) => [
    convolutionStack(pixelCount, { layers, grid, kind: 'symmetric', permute: true, seed }),
  ],
  'linear-plu': () => [plu(pixelCount)],
  nice: ({ layers, hidden }) => [
    everyOther(),
    coupling(pixelCount, { transformer: 'additive', layers, hidden: [hidden], scaling: true }),
  ],
  'real-nvp': (options) => [everyOther(), affineCouplings(options)],
  'conv-adaptive': ({ layers, hidden }) => [
    everyOther(),
    convolutionCoupling(pixelCount, { layers, hidden: [hidden], method: 'matrix' }),
  ],
  'conv-real-nvp': (options) => [
    convolutionStack(pixelCount, { layers: 2, grid, kind: 'symmetric' }),
    everyOther(),
    affineCouplings(options),
  ],
};

const affineCouplings = ({ layers, hidden }: ImageFlowOptions) => realNvp(pixelCount, { layers, hidden: [hidden] });

/** Hidden units of the function of each pixel. */
const units = 5;

/** Pixels 0, 2, 4 …, then 1, 3, 5 … */
const everyOther = () => permutation(pixelCount, { kind: 'alternate' });

export const imageFamilyNames: readonly string[] = Object.keys(mixers);

/**
 * A flow from N(0, I) to images by the name of its family: data → base it is an increasing function of each pixel, then
 * what the family mixes pixels with. @throws UserError with the closest known name
 */
export function imageFlow(family: string, options: ImageFlowOptions): InvertibleFlow {
  const mixer = Object.hasOwn(mixers, family) ? mixers[family] : undefined;
  if (!mixer) throw new UserError(unknownName('image flow', family, imageFamilyNames));
  return invert(chain([monotone(pixelCount, { units }), ...mixer(options)]));
}
