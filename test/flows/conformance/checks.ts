import * as behaviour from './behaviour.js';
import { dimsOf, type FlowCase } from './case.js';
import { densityIntegratesToOne } from './density.js';
import { gradientsAreDifferences } from './gradients.js';
import { type Check, inverseUndoesForward, logDetIsTheJacobians } from './local.js';
import { structureHolds } from './structure.js';

/** The mathematics; held in float64, where a wrong formula cannot hide behind rounding. */
export const mathematics: Record<string, Check> = {
  'logDet is ln|det J|': logDetIsTheJacobians,
  'inverse undoes forward': inverseUndoesForward,
  'gradients are central differences': gradientsAreDifferences,
  'exp(log q) integrates to 1': densityIntegratesToOne,
  'the claimed structure holds': structureHolds,
  'rows are independent': behaviour.rowsAreIndependent,
};

/** What has to hold in float32, on the backend that people use. */
export const arithmetic: Record<string, Check> = {
  'logDet is ln|det J|': logDetIsTheJacobians,
  'inverse undoes forward': inverseUndoesForward,
  'rows are independent': behaviour.rowsAreIndependent,
  'the initial parameters are the identity': behaviour.startsAsIdentity,
  'stays finite': behaviour.staysFinite,
  'leaves no tensor': behaviour.leavesNoTensor,
  'refuses wrong shapes': behaviour.refusesWrongShapes,
};

/** What a check has to say about a case, at every D the case allows. */
export function complaints(item: FlowCase, check: Check, dims: readonly number[] = dimsOf(item)): string[] {
  return dims.flatMap((dim) => check(item.make(dim), item).map((failure) => `D = ${dim}: ${failure}`));
}
