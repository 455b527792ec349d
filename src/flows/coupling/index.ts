export { coupling } from './coupling.js';
export { type NiceOptions, nice, realNvp, splineCoupling } from './families.js';
export type { Mixing } from './mixing.js';
export type { CouplingFamilyOptions, CouplingOptions } from './options.js';
