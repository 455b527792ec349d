export { type Noise, noise } from './noise.js';
