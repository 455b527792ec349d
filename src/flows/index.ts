export { checkFinite } from './check.js';
export { defineFlow, type FlowDefinition, type FlowMap } from './define.js';
export { checkFlowInput, type Flow, type InvertibleFlow, type Transformed } from './flow.js';
export { identity } from './identity.js';
export { type PlanarConstraint, type PlanarOptions, planar } from './planar.js';
export { type RadialOptions, radial } from './radial.js';
