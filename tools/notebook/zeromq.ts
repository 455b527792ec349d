import { createRequire } from 'node:module';
import type * as zeromq from 'zeromq';
import { firstLine, UserError } from '../../src/errors.js';

/** The package that speaks to kernels. @throws UserError where its native library does not load */
export function loadZeromq(): typeof zeromq {
  try {
    return createRequire(import.meta.url)('zeromq');
  } catch (error) {
    throw new UserError(`zeromq does not load, and without it no notebook: ${firstLine(error)}; run \`npm run setup\``);
  }
}
