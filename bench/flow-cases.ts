import type * as flows from '../src/flows/index.js';

/** A flow that is measured as the posterior of the VAE of bench/vae.ts. */
export interface FlowCase {
  flow: string;
  /** Whether the encoder emits its parameters; networks of a flow's own are learned once. */
  amortised: boolean;
  /** @param library the flows of the checkout that is measured */
  make(library: typeof flows, dim: number, layers: number): flows.Flow;
}

const columns = 8;

/** Planar layers, with which the others are compared, and the flows whose update takes longest beside them. */
export const flowCases: readonly FlowCase[] = [
  { flow: 'planar', amortised: true, make: ({ planar }, dim, layers) => planar(dim, { layers }) },
  {
    flow: 'sylvester, orthogonal',
    amortised: true,
    make: ({ sylvester }, dim, layers) => sylvester(dim, { kind: 'orthogonal', columns, layers }),
  },
  {
    flow: 'sylvester, householder',
    amortised: true,
    make: ({ sylvester }, dim, layers) => sylvester(dim, { kind: 'householder', columns, layers }),
  },
  {
    flow: 'autoregressive, recurrent',
    amortised: false,
    make: ({ autoregressive }, dim, layers) => autoregressive(dim, { conditioner: 'recurrent', layers }),
  },
  {
    flow: 'autoregressive, splines',
    amortised: false,
    make: ({ autoregressive }, dim, layers) => autoregressive(dim, { transformer: 'rational-quadratic', layers }),
  },
  {
    flow: 'coupling, splines',
    amortised: false,
    make: ({ splineCoupling }, dim, layers) => splineCoupling(dim, { layers }),
  },
];
