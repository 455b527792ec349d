export { checkFlowInput, type Flow, type InvertibleFlow, type Transformed } from './flow.js';
export { identity } from './identity.js';
export { type PlanarOptions, planar } from './planar.js';
