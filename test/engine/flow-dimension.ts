import { dimsOf, type FlowCase } from '../flows/conformance/case.js';

/** The dimension that each flow is compiled at. */
export const dimOf = (item: FlowCase): number =>
  [3, 2, 5].find((dim) => dimsOf(item).includes(dim)) ?? dimsOf(item)[0]!;
