import { expected, unknownName } from '../errors.js';
import { firstDifference, isObject, type Plain, type PlainObject, plainText } from '../problem/plain.js';
import { autoregressive } from './autoregressive/autoregressive.js';
import { chain, isInvertible } from './chain.js';
import { toCorrelationFactor } from './constrained/to-correlation-factor.js';
import { toInterval } from './constrained/to-interval.js';
import { toOrdered } from './constrained/to-ordered.js';
import { toSimplex } from './constrained/to-simplex.js';
import { continuous } from './continuous/continuous.js';
import { convolutionMap } from './convolution/adaptive.js';
import { circularConvolution, symmetricConvolution } from './convolution/flows.js';
import { imageConvolution } from './convolution/image.js';
import { convolutionStack } from './convolution/stack.js';
import { coupling } from './coupling/coupling.js';
import type { CouplingOptions } from './coupling/options.js';
import { checkCount } from './define.js';
import { affine } from './elementwise/affine.js';
import { leakyRelu } from './elementwise/leaky-relu.js';
import { monotone } from './elementwise/monotone.js';
import { pointwise } from './elementwise/pointwise.js';
import { sinhArcsinh } from './elementwise/sinh-arcsinh.js';
import { slog } from './elementwise/slog.js';
import type { Flow } from './flow.js';
import { identity } from './identity.js';
import { invert } from './invert.js';
import { orthogonal } from './linear/orthogonal.js';
import { permutation } from './linear/permutation.js';
import { plu } from './linear/plu.js';
import { qr } from './linear/qr.js';
import { triangular } from './linear/triangular.js';
import { checkOptions } from './options.js';
import { planar } from './planar.js';
import { radial } from './radial.js';
import { residual } from './residual/residual.js';
import { sylvester } from './sylvester/sylvester.js';
import { transformerNames, transformerOf } from './transformers/index.js';
import type { ConditionedMap } from './transformers/transformer.js';

/** Makes a flow of its dimension and the rest of its description. */
type Maker = (dim: number, rest: PlainObject, name: string) => Flow;

/** Options as somebody wrote them: the flow that gets them checks them. */
const asOptions = <Options extends object>(rest: unknown): Options => rest as Options;

const withOptions =
  <Options extends object>(make: (dim: number, options: Options) => Flow): Maker =>
  (dim, rest) =>
    make(dim, asOptions(rest));

const withoutOptions =
  (make: (dim: number) => Flow): Maker =>
  (dim, rest, name) => {
    checkOptions(rest, {}, name);
    return make(dim);
  };

/** What makes each flow again, by the name that its description has under `flow`. */
const makers: Readonly<Record<string, Maker>> = {
  identity: withoutOptions(identity),
  planar: withOptions(planar),
  radial: withOptions(radial),
  sylvester: withOptions(sylvester),
  affine: withoutOptions(affine),
  exp: withoutOptions((dim) => pointwise(dim, 'exp')),
  softplus: withoutOptions((dim) => pointwise(dim, 'softplus')),
  sigmoid: withoutOptions((dim) => pointwise(dim, 'sigmoid')),
  logit: withoutOptions((dim) => pointwise(dim, 'logit')),
  tanh: withoutOptions((dim) => pointwise(dim, 'tanh')),
  toInterval: withOptions(toInterval),
  toOrdered: withOptions(toOrdered),
  toSimplex: withoutOptions(toSimplex),
  toCorrelationFactor: withoutOptions(toCorrelationFactor),
  leakyRelu: withoutOptions(leakyRelu),
  sinhArcsinh: withoutOptions(sinhArcsinh),
  slog: withoutOptions(slog),
  monotone: withOptions(monotone),
  triangular: withOptions(triangular),
  plu: (dim, { seed = null, ...rest }) => plu(dim, asOptions(seed === null ? rest : { ...rest, seed })),
  qr: withOptions(qr),
  permutation: withOptions(permutation),
  orthogonal: withOptions(orthogonal),
  coupling: (dim, { transformer, network, ...rest }) =>
    coupling(dim, {
      ...asOptions<CouplingOptions>({ ...rest, ...networkOptions(network) }),
      ...mapOption(transformer),
    }),
  autoregressive: (dim, { transformer, ...rest }) =>
    autoregressive(dim, asOptions({ ...rest, ...mapOption(transformer) })),
  residual: withOptions(residual),
  continuous: withOptions(continuous),
  'circular-convolution': withOptions(circularConvolution),
  'symmetric-convolution': withOptions(symmetricConvolution),
  'image-convolution': (_, { height, width, ...rest }) =>
    imageConvolution(Number(height), Number(width), asOptions(rest)),
  'convolution-stack': withOptions(convolutionStack),
  chain(_, { flows, ...rest }) {
    checkOptions(rest, {}, 'chain');
    if (!Array.isArray(flows)) throw new RangeError(expected('flows', 'be a list of descriptions', flows, 'chain'));
    return chain(flows.map(flowFrom));
  },
  invert(_, { of, ...rest }) {
    checkOptions(rest, {}, 'invert');
    const flow = flowFrom(objectOf(of, 'of', 'invert'));
    if (!isInvertible(flow)) throw new RangeError(expected('of', 'have an inverse', flow.name, 'invert'));
    return invert(flow);
  },
};

/** The names of the flows that `flowFrom` makes. */
export const describedFlows: readonly string[] = Object.keys(makers);

/**
 * The flow of a description, such as `flow.description`, or one read from a file: plain values, the name of the flow
 * under `flow`, its dimension under `dim`, and its options.
 * @throws RangeError for a flow or an option that there is not, such as those of a newer version, for a value that an
 *   option cannot have, and for parts that somebody made and that plain values cannot describe, such as a conditioner
 * @example
 * ```ts
 * import { flowFrom } from 'vinf';
 *
 * const flow = flowFrom({ flow: 'planar', dim: 2, layers: 8 });
 * const twin = flowFrom(flow.description);
 * console.log(twin.name, twin.paramCount); // planar 40
 * ```
 */
export function flowFrom(description: PlainObject): Flow {
  const { flow: name = null, dim, ...rest } = objectOf(description, 'the description', 'flow');
  const make = typeof name === 'string' && Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (!make) throw new RangeError(unknownName('flow', textOf(name), describedFlows));
  checkCount('dim', dim as number, textOf(name));
  const flow = make(dim as number, rest, textOf(name));
  const odd = firstDifference(plainText({ ...flow.description, ...description }), plainText(flow.description));
  if (odd) throw new RangeError(expected(odd.place, `be ${odd.other}`, odd.one, textOf(name)));
  return flow;
}

const textOf = (value: Plain): string => (typeof value === 'string' ? value : plainText(value));

function objectOf(value: Plain | undefined, what: string, where: string): PlainObject {
  if (value !== undefined && isObject(value) && !Array.isArray(value)) return value;
  throw new RangeError(expected(what, 'be an object', value, where));
}

/** Hidden widths and activation; a network that somebody made says no more than that. */
function networkOptions(network: Plain | undefined): PlainObject {
  if (network === undefined) return {};
  const options = objectOf(network, 'network', 'coupling');
  if ('made' in options) {
    const wanted = 'be described by `hidden` and `activation`';
    throw new RangeError(expected('the networks', wanted, 'a conditioner that somebody made', 'coupling'));
  }
  return options;
}

/** Maps of a half that have no name among the transformers. */
const halfMaps: Readonly<Record<string, (options: object) => ConditionedMap>> = {
  'circular-convolution': (options) => convolutionMap({ ...options, kind: 'circular' }),
  'symmetric-convolution': (options) => convolutionMap({ ...options, kind: 'symmetric' }),
};

/** The transformer of its description, `{ map, … }`; none where there is none. */
function mapOption(described: Plain | undefined): { transformer?: ConditionedMap } {
  if (described === undefined) return {};
  const { map = null, ...options } = objectOf(described, 'transformer', 'flow');
  const name = transformerNames.find((known) => known === map);
  if (name) return { transformer: transformerOf(name, options) };
  const make = typeof map === 'string' && Object.hasOwn(halfMaps, map) ? halfMaps[map] : undefined;
  if (make) return { transformer: make(options) };
  throw new RangeError(unknownName('transformer', textOf(map), [...transformerNames, ...Object.keys(halfMaps)]));
}
