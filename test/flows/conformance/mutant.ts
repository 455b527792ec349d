import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Flow } from '../../../src/flows/flow.js';
import { flowCases } from '../registry.js';
import type { FlowCase } from './case.js';
import { flowsFolder, loadModules, type Modules } from './load.js';

/** One planted error: in a source file one text takes the place of another, and a named check has to notice. */
export interface Planted {
  error: string;
  /** Under src/flows. */
  file: string;
  from: string;
  to: string;
  /** The registered case that shows it; how that case is made of the altered modules. */
  item: string;
  /** The D at which it shows. Default 2. */
  dim?: number;
  make(flows: Modules, dim: number): Flow;
  caughtBy: string;
}

/** The planted error's case, with the error in it or, for comparison, loaded in the same way without. */
export function caseOf(planted: Planted, { altered }: { altered: boolean }): FlowCase {
  const item = flowCases.find(({ name }) => name === planted.item);
  if (!item) throw new Error(`No flow is registered as "${planted.item}"`);
  const modules = loadModules(altered ? { [planted.file]: alter(planted) } : {});
  return { ...item, make: (dim) => planted.make(modules, dim) };
}

function alter({ file, from, to }: Planted): string {
  const pieces = readFileSync(join(flowsFolder, file), 'utf8').split(from);
  if (pieces.length !== 2) throw new Error(`"${from}" is ${pieces.length - 1} times in ${file}, not once`);
  return pieces.join(to);
}
