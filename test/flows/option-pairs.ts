import {
  type AffineTransformerOptions,
  type AutoregressiveOptions,
  affineTransformer,
  autoregressive,
  type CircularConvolutionOptions,
  type ContinuousOptions,
  type ConvolutionCouplingOptions,
  type ConvolutionOptions,
  type ConvolutionStackOptions,
  type CouplingFamilyOptions,
  type CouplingOptions,
  chain,
  circularConvolution,
  continuous,
  convolutionCoupling,
  convolutionStack,
  coupling,
  type Flow,
  type ImageConvolutionOptions,
  imageConvolution,
  invert,
  linearSplineTransformer,
  type MonotoneTransformerOptions,
  monotone,
  monotoneTransformer,
  type NiceOptions,
  nice,
  type OrthogonalOptions,
  orthogonal,
  type PermutationOptions,
  type PlanarOptions,
  type PluOptions,
  permutation,
  planar,
  plu,
  type QrOptions,
  qr,
  quadraticSplineTransformer,
  type RadialOptions,
  type ResidualOptions,
  radial,
  rationalQuadraticTransformer,
  realNvp,
  residual,
  type SplineOptions,
  type SylvesterOptions,
  splineCoupling,
  sylvester,
  symmetricConvolution,
  type ToIntervalOptions,
  type ToOrderedOptions,
  type Transformer,
  type TriangularOptions,
  toInterval,
  toOrdered,
  triangular,
} from '../../src/flows/index.js';

/** A flow with an option at one value, and with the same option at another. */
export interface OptionPair {
  family: string;
  option: string;
  one: Flow;
  other: Flow;
}

/** Two values of every option: one without a pair does not compile. */
type Pairs<Options> = {
  readonly [Name in keyof Required<Options>]: readonly [one: Options[Name], other: Options[Name]];
};

/** D of the flows. */
const D = 4;

/** Pairs of flows that differ in one option each. */
function family<Options extends object>(
  name: string,
  make: (options: Partial<Options>) => Flow,
  pairs: Pairs<Options>,
): OptionPair[] {
  const values = Object.entries(pairs) as [string, readonly [unknown, unknown]][];
  const flow = (option: string, value: unknown) => make({ [option]: value } as Partial<Options>);
  return values.map(([option, [one, other]]) => ({
    ...{ family: name, option },
    ...{ one: flow(option, one), other: flow(option, other) },
  }));
}

/** Of what a network of somebody's own does, plain values know nothing: it cannot be saved. */
type Described<Options> = Omit<Options, 'conditioner'>;

const network = { hidden: [[5], [6]], activation: ['tanh', 'relu'], contextDim: [0, 1], layers: [2, 3] } as const;
const couplingPairs: Pairs<Described<CouplingFamilyOptions>> = {
  ...network,
  ...{ mixing: ['permutation', 'orthogonal'], split: [1, 2], seed: [0, 1], scaling: [false, true] },
};
const convolution: Pairs<ConvolutionOptions> = { method: ['matrix', 'fft'], bound: [2, 3] };
const kind = ['circular', 'symmetric'] as const;
const splines: Pairs<SplineOptions> = { bins: [4, 5], bound: [3, 4] };

const within = <Options extends object>(
  name: string,
  make: (options: Partial<Options>) => Transformer,
  pairs: Pairs<Options>,
): OptionPair[] => [
  ...family<Options>(`coupling with ${name}`, (options) => coupling(D, { transformer: make(options) }), pairs),
  ...family<Options>(`autoregressive with ${name}`, (o) => autoregressive(D, { transformer: make(o) }), pairs),
];

/** Every option of every flow that a description makes again, and of the functions that make such flows. */
export const optionPairs: readonly OptionPair[] = [
  ...family<PlanarOptions>('planar', (o) => planar(D, o), { layers: [1, 2], constraint: ['shifted', 'paper'] }),
  ...family<RadialOptions>('radial', (o) => radial(D, o), { layers: [1, 2] }),
  ...family<SylvesterOptions>('sylvester', (o) => sylvester(D, o), {
    ...{ kind: ['householder', 'orthogonal'], columns: [2, 3], reflections: [2, 3], layers: [1, 2] },
  }),
  ...family<ToIntervalOptions>('toInterval', (o) => toInterval(D, o), { low: [-1, 0], high: [1, 2] }),
  ...family<ToOrderedOptions>('toOrdered', (o) => toOrdered(D, o), { positive: [false, true] }),
  ...family<MonotoneTransformerOptions>('monotone', (o) => monotone(D, o), { units: [3, 4] }),
  ...family<TriangularOptions>('triangular', (o) => triangular(D, o), { side: ['lower', 'upper'] }),
  ...family<PluOptions>('plu', (o) => plu(D, o), { seed: [0, 1] }),
  ...family<QrOptions>('qr', (o) => qr(D, o), { reflections: [2, 3] }),
  ...family<PermutationOptions>('permutation', (o) => permutation(D, o), { kind: ['swap', 'reversed'], seed: [0, 1] }),
  ...family<OrthogonalOptions>('orthogonal', (o) => orthogonal(D, o), { seed: [0, 1] }),
  ...family<Described<CouplingOptions>>('coupling', (o) => coupling(D, o), {
    ...couplingPairs,
    ...{ transformer: ['affine', 'additive'], name: ['mine', 'yours'] },
  }),
  ...family<Described<NiceOptions>>('nice', (o) => nice(D, o), {
    ...couplingPairs,
    mixing: ['permutation', 'orthogonal'],
  }),
  ...family<Described<CouplingFamilyOptions>>('realNvp', (o) => realNvp(D, o), couplingPairs),
  ...family<Described<CouplingFamilyOptions> & SplineOptions>('splineCoupling', (o) => splineCoupling(D, o), {
    ...couplingPairs,
    ...splines,
  }),
  ...family<AutoregressiveOptions>('autoregressive', (o) => autoregressive(D, o), {
    ...network,
    ...{ transformer: ['affine', 'additive'], conditioner: ['masked', 'recurrent'], order: ['natural', 'alternating'] },
  }),
  ...within<AffineTransformerOptions>('affine', affineTransformer, { bound: [2, 3] }),
  ...within<MonotoneTransformerOptions>('monotone', monotoneTransformer, { units: [3, 4] }),
  ...within<SplineOptions>('rational-quadratic', rationalQuadraticTransformer, splines),
  ...within<SplineOptions>('quadratic-spline', quadraticSplineTransformer, splines),
  ...within<SplineOptions>('linear-spline', linearSplineTransformer, splines),
  ...family<ResidualOptions>('residual', (o) => residual(D, { hidden: [5], logDet: 'series', ...o }), {
    ...{ layers: [1, 2], hidden: [[5], [6]], lipschitz: [0.7, 0.8], logDet: ['series', 'exact'], probes: [1, 2] },
    ...{ terms: [4, 5], roulette: [true, false], tolerance: [1e-5, 1e-4], maxIterations: [50, 60] },
  }),
  ...family<ContinuousOptions>('continuous', (o) => continuous(D, { hidden: [5], ...o }), {
    ...{ hidden: [[5], [6]], solver: ['rk4', 'dormand-prince'], steps: [4, 8], tolerance: [1e-5, 1e-4] },
    ...{ trace: ['exact', 'hutchinson'], probes: [1, 2], contextDim: [0, 1] },
  }),
  ...family<CircularConvolutionOptions>('circular-convolution', (o) => circularConvolution(D, o), {
    ...convolution,
    parametrisation: ['spectral', 'signal'],
  }),
  ...family<ConvolutionOptions>('symmetric-convolution', (o) => symmetricConvolution(D, o), convolution),
  ...family<ImageConvolutionOptions>('image-convolution', (o) => imageConvolution(2, 2, o), { ...convolution, kind }),
  ...family<ConvolutionStackOptions>('convolution-stack', (o) => convolutionStack(D, o), {
    ...{ ...convolution, bound: [2, 3], kind, layers: [2, 3], scale: [true, false], slog: [true, false] },
    ...{
      grid: [
        [2, 2],
        [1, 4],
      ],
      permute: [false, true],
      seed: [0, 1],
    },
  }),
  ...family<Omit<Described<ConvolutionCouplingOptions>, 'kind'>>(
    'convolutionCoupling',
    (o) => convolutionCoupling(D, o),
    {
      ...{ ...couplingPairs, ...convolution, slog: [false, true] },
    },
  ),
  {
    ...{ family: 'convolutionCoupling', option: 'map' }, // As which a description has the kind.
    ...{ one: convolutionCoupling(D, { kind: 'circular' }), other: convolutionCoupling(D, { kind: 'symmetric' }) },
  },
  { family: 'chain', option: 'flows', one: chain([planar(D), radial(D)]), other: chain([radial(D), planar(D)]) },
  { family: 'invert', option: 'of', one: invert(planar(D)), other: invert(radial(D)) },
];
