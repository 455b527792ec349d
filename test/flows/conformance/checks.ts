import type { Flow } from '../../../src/flows/flow.js';
import * as behaviour from './behaviour.js';
import { dimsOf, type FlowCase } from './case.js';
import { densityIntegratesToOne } from './density.js';
import { gradientsAreDifferences } from './gradients.js';
import { type Check, inverseUndoesForward, logDetIsTheJacobians } from './local.js';
import { structureHolds } from './structure.js';

/** A check and the D at which it runs, where not all of them tell more. */
export interface NamedCheck {
  name: string;
  check: Check;
  dims?: readonly number[];
}

const logDet = { name: 'logDet is ln|det J|', check: logDetIsTheJacobians };
const inverse = { name: 'inverse undoes forward', check: inverseUndoesForward };

/** The mathematics; held in float64, where a wrong formula cannot hide behind rounding. */
export const mathematics: readonly NamedCheck[] = [
  logDet,
  inverse,
  { name: 'gradients are central differences', check: gradientsAreDifferences, dims: [3] },
  { name: 'the claimed structure holds', check: structureHolds },
];

/** What has to hold in float32, on the backend that people use. */
export const arithmetic: readonly NamedCheck[] = [
  logDet,
  inverse,
  { name: 'exp(log q) integrates to 1', check: densityIntegratesToOne, dims: [1, 2] },
  { name: 'rows are independent', check: behaviour.rowsAreIndependent, dims: [3] },
  { name: 'the initial parameters are the identity', check: behaviour.startsAsIdentity },
  { name: 'stays finite', check: behaviour.staysFinite, dims: [1, 2, 8] },
  { name: 'leaves no tensor', check: behaviour.leavesNoTensor, dims: [3] },
  { name: 'refuses wrong shapes', check: behaviour.refusesWrongShapes, dims: [3] },
];

/** What a check has to say about a case, at the D that both allow, or at the first of the case if there is none. */
export function complaints(item: FlowCase, { check, dims }: NamedCheck): string[] {
  const allowed = dimsOf(item);
  const shared = allowed.filter((dim) => dims?.includes(dim) ?? true);
  return (shared.length > 0 ? shared : allowed.slice(0, 1)).flatMap((dim) =>
    check(flowOf(item, dim), item).map((failure) => `D = ${dim}: ${failure}`),
  );
}

const made = new WeakMap<FlowCase, Map<number, Flow>>();

/** One flow for each case and D, so that checks can share what they computed about it. */
function flowOf(item: FlowCase, dim: number): Flow {
  const flows = made.get(item) ?? new Map<number, Flow>();
  made.set(item, flows);
  const flow = flows.get(dim) ?? item.make(dim);
  flows.set(dim, flow);
  return flow;
}
