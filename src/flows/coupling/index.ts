export { type CouplingOptions, coupling } from './coupling.js';
export { type CouplingFamilyOptions, type NiceOptions, nice, realNvp, splineCoupling } from './families.js';
export type { Mixing } from './mixing.js';
