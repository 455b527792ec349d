import { planar } from '../../src/flows/planar.js';

/** A flow with parameters, for tests of files. */
export const moons = planar(2, { layers: 2, constraint: 'paper' });
export const trained = moons.initialParams(1);

/** What an action ends with if it fails. */
export const complaintOf = (action: Promise<unknown>): Promise<unknown> =>
  action.then(() => undefined).catch((error: unknown) => error);
