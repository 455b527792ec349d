import { describe, expect, it } from 'vitest';
import * as flows from '../../src/flows/index.js';
import { checkOptions, countFrom, type OptionChecks } from '../../src/flows/options.js';
import { onBackend } from '../support/tensors.js';

const notNumbers = [Number.NaN, '3', null, true, [], {}, () => 3];
const { POSITIVE_INFINITY: infinite } = Number;

/** The two wordings of the library. */
const complaint = /^(Expected .+ to .+, got .+|Unknown .+; did you mean .+)$/s;

/** What each kind of option must not be. */
const notCount = [...notNumbers, infinite, -infinite, -1, 0, 1.5];
const notCountOr0 = [...notNumbers, infinite, -infinite, -1, 0.5];
const notSeed = [...notCountOr0, 2 ** 32];
const notPositive = [...notNumbers, infinite, -infinite, -3, 0, 1e-50, 1e39];
const notSoftBound = [...notNumbers, -infinite, -3, 0, 1e-50];
const notShare = [...notNumbers, infinite, -0.5, 0, 1, 1.5];
const notFlag = [0, 1, 'true', null, Number.NaN];
const notName = ['nonsense', '', 'toString', 'constructor', 3, null, Number.NaN, ['relu']];
const notWidths = [3, '64', null, { length: 1 }, [0], [-1], [1.5], [Number.NaN], [infinite], ['8'], [4, undefined]];
const notMap = [...notName, {}, () => 3];
const notFunction = ['relu', 3, null, {}];

type Wrong<Options> = { [Name in keyof Required<Options>]: readonly unknown[] };

interface Maker {
  /** As the library exports it. */
  name: string;
  make(options?: unknown): unknown;
  wrong: Record<string, readonly unknown[]>;
}

/** An option that the type has and this list has not is a compile error. */
const maker = <Options extends object>(
  name: string,
  make: (options: Options) => unknown,
  wrong: Wrong<Options>,
): Maker => ({ name, make: (options) => make(options as Options), wrong });

const ofNetworks = { hidden: notWidths, activation: notName, contextDim: notCountOr0 };
const ofFamily = {
  ...ofNetworks,
  layers: notCount,
  conditioner: notFunction,
  mixing: notName,
  split: [...notCount, 4, 5],
  seed: notSeed,
  scaling: notFlag,
};
const ofSplines = { bins: [...notCount, 1, 1000], bound: notPositive };
const ofConvolution = { method: notName, bound: notSoftBound };

const D = 4;
const half = { split: 2 };
const makers: readonly Maker[] = [
  maker('planar', (o: flows.PlanarOptions) => flows.planar(D, o), { layers: notCount, constraint: notName }),
  maker('radial', (o: flows.RadialOptions) => flows.radial(D, o), { layers: notCount }),
  maker('toInterval', (o: flows.ToIntervalOptions) => flows.toInterval(D, o), {
    low: [...notNumbers, infinite, -infinite, 1, 2],
    high: [...notNumbers, infinite, -infinite, 0, -1],
  }),
  maker('toOrdered', (o: flows.ToOrderedOptions) => flows.toOrdered(D, o), { positive: notFlag }),
  maker('sylvester', (o: flows.SylvesterOptions) => flows.sylvester(D, o), {
    ...{ kind: notName, layers: notCount },
    ...{ columns: [...notCount, 5], reflections: notCount },
  }),
  maker('monotone', (o: flows.MonotoneTransformerOptions) => flows.monotone(D, o), { units: notCount }),
  maker('triangular', (o: flows.TriangularOptions) => flows.triangular(D, o), { side: notName }),
  maker('plu', (o: flows.PluOptions) => flows.plu(D, o), { seed: notSeed }),
  maker('qr', (o: flows.QrOptions) => flows.qr(D, o), { reflections: notCount }),
  maker('permutation', (o: flows.PermutationOptions) => flows.permutation(D, o), { kind: notName, seed: notSeed }),
  maker('orthogonal', (o: flows.OrthogonalOptions) => flows.orthogonal(D, o), { seed: notSeed }),
  maker('coupling', (o: flows.CouplingOptions) => flows.coupling(D, o), {
    ...ofFamily,
    ...{ transformer: notMap, name: ['', 3, null] },
  }),
  maker('nice', (o: flows.NiceOptions) => flows.nice(D, o), { ...ofFamily, mixing: [...notName, 'swap'] }),
  maker('realNvp', (o: flows.CouplingFamilyOptions) => flows.realNvp(D, o), ofFamily),
  maker('splineCoupling', (o: flows.CouplingFamilyOptions & flows.SplineOptions) => flows.splineCoupling(D, o), {
    ...ofFamily,
    ...ofSplines,
  }),
  maker('convolutionCoupling', (o: flows.ConvolutionCouplingOptions) => flows.convolutionCoupling(D, o), {
    ...ofFamily,
    ...ofConvolution,
    ...{ kind: notName, slog: notFlag },
  }),
  maker('autoregressive', (o: flows.AutoregressiveOptions) => flows.autoregressive(D, o), {
    ...ofNetworks,
    ...{ transformer: notMap, conditioner: notName, layers: notCount, order: notName },
  }),
  maker('residual', (o: flows.ResidualOptions) => flows.residual(D, o), {
    ...{ layers: notCount, hidden: notWidths, lipschitz: notShare, logDet: notName, probes: notCount },
    ...{ terms: notCount, roulette: notFlag, tolerance: notPositive, maxIterations: notCount },
  }),
  maker('continuous', (o: flows.ContinuousOptions) => flows.continuous(D, o), {
    ...{ hidden: notWidths, solver: notName, steps: notCount, tolerance: notPositive },
    ...{ trace: notName, probes: notCount, contextDim: notCountOr0 },
  }),
  maker('circularConvolution', (o: flows.CircularConvolutionOptions) => flows.circularConvolution(D, o), {
    ...ofConvolution,
    parametrisation: notName,
  }),
  maker('symmetricConvolution', (o: flows.ConvolutionOptions) => flows.symmetricConvolution(D, o), ofConvolution),
  maker('imageConvolution', (o: flows.ImageConvolutionOptions) => flows.imageConvolution(2, 2, o), {
    ...ofConvolution,
    kind: notName,
  }),
  maker('convolutionStack', (o: flows.ConvolutionStackOptions) => flows.convolutionStack(D, o), {
    ...ofConvolution,
    ...{ layers: notCount, kind: notName, scale: notFlag, permute: notFlag, seed: notSeed, slog: notFlag },
    grid: [4, null, '2,2', [4], [2, 3], [2, 2, 1], [0.5, 8], [-2, -2], [Number.NaN, 4]],
  }),
  maker('convolutionMap', (o: flows.AdaptiveConvolutionOptions) => flows.convolutionMap(o), {
    ...ofConvolution,
    ...{ kind: notName, slog: notFlag },
  }),
  maker('affineTransformer', (o: flows.AffineTransformerOptions) => flows.affineTransformer(o), {
    bound: notSoftBound,
  }),
  maker('monotoneTransformer', (o: flows.MonotoneTransformerOptions) => flows.monotoneTransformer(o), {
    units: notCount,
  }),
  maker('rationalQuadraticTransformer', (o: flows.SplineOptions) => flows.rationalQuadraticTransformer(o), ofSplines),
  maker('quadraticSplineTransformer', (o: flows.SplineOptions) => flows.quadraticSplineTransformer(o), ofSplines),
  maker('linearSplineTransformer', (o: flows.SplineOptions) => flows.linearSplineTransformer(o), ofSplines),
  maker('network', (o: flows.NetworkOptions) => flows.network(2, 3, { hidden: [5], ...o }), {
    ...ofNetworks,
    masks: [3, null, [], [new Float32Array(10)], [new Float32Array(10), new Float32Array(14)]],
  }),
  maker('masked', (o: flows.MaskedOptions) => flows.masked([1, 2, 3], 2, o), ofNetworks),
  maker(
    'couplingConditioner',
    (o: Parameters<typeof flows.couplingConditioner>[2]) => flows.couplingConditioner(D, 2, { ...half, ...o }),
    {
      ...ofNetworks,
      ...{ split: [...notCount, 4], reversed: notFlag },
    },
  ),
  maker('recurrent', (o: flows.RecurrentOptions) => flows.recurrent([0, 1], 2, o), {
    ...{ units: notCount, contextDim: notCountOr0 },
  }),
];

/** Whether an exported function makes a flow or a transformer of usual first arguments and looks at options after them. */
function takesOptions(make: unknown): boolean {
  if (typeof make !== 'function') return false;
  return [[D], [2, 2], []].some((args) => {
    let looked = false;
    const look = () => {
      looked = true;
      return undefined;
    };
    const options = new Proxy({}, { get: look, ownKeys: () => look() ?? [] });
    try {
      const made: unknown = make(...args, options);
      return looked && typeof made === 'object' && made !== null && 'paramCount' in made;
    } catch {
      return false; // Something else, or other arguments.
    }
  });
}

const withOptions = Object.entries(flows).flatMap(([name, make]) => (takesOptions(make) ? [name] : []));

onBackend('cpu');

it('no flow and no transformer that takes options is missing here', () => {
  const listed = makers.map(({ name }) => name);
  expect(withOptions.filter((name) => !listed.includes(name))).toEqual([]);
  expect(withOptions.length).toBeGreaterThan(20);
});

describe.each(makers)('options of $name', ({ make, wrong }) => {
  it.each(Object.entries(wrong))('%s out of range', (option, values) => {
    for (const value of values) {
      expect(() => make({ [option]: value })).toThrow(RangeError);
      expect(() => make({ [option]: value })).toThrow(complaint);
    }
  });

  it('undefined is the default', () => {
    expect(() => make(Object.fromEntries(Object.keys(wrong).map((option) => [option, undefined])))).not.toThrow();
    expect(() => make({})).not.toThrow();
  });

  it('one that there is not', () => {
    const [first] = Object.keys(wrong);
    const misspelt = `${first}x`;
    expect(() => make({ [misspelt]: undefined })).toThrow(RangeError);
    expect(() => make({ [misspelt]: 1 })).toThrow(`option "${misspelt}"; did you mean "${first}"? (known: `);
    expect(() => make({ toString: 1 })).toThrow('option "toString"');
  });
});

describe.each(makers.filter(({ name }) => withOptions.includes(name)))('what $name gets in place of options', ({
  make,
}) => {
  it.each([[16], [null], ['affine'], [[]]])('%s', (options) => {
    expect(() => make(options)).toThrow(RangeError);
    expect(() => make(options)).toThrow('Expected options to be an object, got ');
  });
});

it.each<[string, () => unknown, string]>([
  [
    'spline coupling',
    () => flows.splineCoupling(2, { bound: -3 }),
    'bound to be a finite number above 0, got -3 (spline-coupling)',
  ],
  [
    'triangular Sylvester',
    () => flows.sylvester(3, { kind: 'triangular', columns: 2 }),
    'columns to be 3, got 2 (sylvester, triangular)',
  ],
  [
    'activation',
    () => flows.realNvp(2, { activation: 'rleu' as 'relu' }),
    'Unknown activation "rleu"; did you mean "relu"?',
  ],
  [
    'order',
    () => flows.autoregressive(2, { order: 'natual' as 'natural' }),
    'Unknown order "natual"; did you mean "natural"?',
  ],
  [
    'a layer of no width',
    () => flows.residual(2, { hidden: [4, 0] }),
    'every hidden width to be a whole number of at least 1, got 0 (residual)',
  ],
  [
    'masks',
    () => flows.network(2, 3, { hidden: [], masks: [new Float32Array(5)] }),
    'masks to have 6 numbers, got [5] (network)',
  ],
  ['degrees', () => flows.masked([1, 1.5], 2), 'every degree to be a whole number of at least 1, got 1.5 (masked)'],
  ['no degrees', () => flows.masked([], 2), 'the count of degrees to be a whole number of at least 1, got 0 (masked)'],
  ['n', () => flows.recurrent([0], 0.5), 'n to be a whole number of at least 1, got 0.5 (recurrent)'],
  ['function', () => flows.pointwise(2, 'toString' as 'tanh'), 'Unknown pointwise function "toString"'],
  ['height', () => flows.imageConvolution(1.5, 2), 'height to be a whole number of at least 1, got 1.5'],
  [
    'parameters',
    () => flows.defineFlow({ name: 'mine', dim: 2, paramCount: 1.5, forward: (z) => ({ z, logDet: z.sum(1) }) }),
    'paramCount to be a whole number of at least 0, got 1.5 (mine)',
  ],
])('in words: %s', (_, make, message) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow(message);
});

it('a bound of ∞ is none where exponents are bounded softly', () => {
  expect(() => flows.affineTransformer({ bound: infinite })).not.toThrow();
  expect(() => flows.convolutionStack(2, { bound: infinite })).not.toThrow();
});

it('an option without a check does not compile, and is refused', () => {
  interface Options {
    layers?: number;
    fresh?: number;
  }
  // @ts-expect-error fresh is missing
  const checks: OptionChecks<Options> = { layers: countFrom(1) };
  expect(() => checkOptions({ fresh: 1 } as Options, checks, 'mine')).toThrow(
    'Unknown mine option "fresh"; did you mean "layers"? (known: layers)',
  );
});
