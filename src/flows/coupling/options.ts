import { type Activation, activationCheck, type NetworkBuilder } from '../conditioners/network.js';
import {
  callable,
  countBetween,
  countFrom,
  label,
  type OptionChecks,
  oneOf,
  seedCheck,
  widths,
  yesOrNo,
} from '../options.js';
import { mapCheck, type TransformerName } from '../transformers/index.js';
import type { ConditionedMap } from '../transformers/transformer.js';
import { type Mixing, mixings } from './mixing.js';

export interface CouplingOptions {
  /** What is done to the changed half. Default `affine`. */
  transformer?: ConditionedMap | TransformerName;
  /** K, how many layers are stacked; with fewer than 3 some coordinate does not reach every other. Default 4. */
  layers?: number;
  /** Hidden widths of each layer's network. Default [64]. */
  hidden?: readonly number[];
  activation?: Activation;
  /** Makes another network than the one described by `hidden` and `activation`. */
  conditioner?: NetworkBuilder;
  /**
   * Between layers: `permutation` and `orthogonal` are fixed random maps drawn from `seed`, `swap` exchanges the roles of
   * the halves, `none` leaves them, so that the first half never changes. Default `swap`.
   */
  mixing?: Mixing;
  /** How many coordinates condition the others. Default ⌊D/2⌋. */
  split?: number;
  /** C, columns of side information for every layer's network. Default 0. */
  contextDim?: number;
  /** Draws the fixed maps; keep it with the parameters, which mean nothing without them. Default 0. */
  seed?: number;
  /** A diagonal scaling z' = z·eˢ at the end, D more parameters. Default false. */
  scaling?: boolean;
  /** For messages and tables. Default `coupling-` and the transformer's name. */
  name?: string;
}

/** What the named coupling flows leave open. */
export type CouplingFamilyOptions = Omit<CouplingOptions, 'transformer' | 'name'>;

/** What the options of a named coupling flow of D coordinates have to be. */
export const familyChecks = (dim: number): OptionChecks<CouplingFamilyOptions> => ({
  layers: countFrom(1),
  hidden: widths,
  activation: activationCheck,
  conditioner: callable,
  mixing: oneOf('mixing', mixings),
  split: countBetween(1, dim - 1),
  contextDim: countFrom(0),
  seed: seedCheck,
  scaling: yesOrNo,
});

/** What the options of any coupling flow of D coordinates have to be. */
export const couplingChecks = (dim: number): OptionChecks<CouplingOptions> => ({
  ...familyChecks(dim),
  transformer: mapCheck,
  name: label,
});
