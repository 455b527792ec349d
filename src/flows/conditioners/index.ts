export type { Conditioner } from './conditioner.js';
export { couplingConditioner, type MaskedOptions, masked } from './masked.js';
export { type Activation, type Network, type NetworkBuilder, type NetworkOptions, network } from './network.js';
export { type RecurrentOptions, recurrent } from './recurrent.js';
