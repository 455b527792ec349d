/** How a method looks in every figure. */
export interface MethodStyle {
  label: string;
  colour: string;
}

/**
 * One colour per method, the same in every figure: grey without a flow, related methods in related hues, neighbours
 * in lightness apart so that they differ for colour-blind readers and in print. Methods that never meet in a figure may
 * share one.
 */
export const methods: Readonly<Record<string, MethodStyle>> = {
  identity: { label: 'no flow', colour: '#7f7f7f' },
  planar: { label: 'planar', colour: '#0072b2' },
  radial: { label: 'radial', colour: '#e69f00' },
  'nice-orth': { label: 'NICE-orth', colour: '#117733' },
  'nice-perm': { label: 'NICE-perm', colour: '#66bb55' },
  'affine-coupling': { label: 'affine coupling', colour: '#cc79a7' },
  'spline-coupling': { label: 'spline coupling', colour: '#882255' },
  iaf: { label: 'IAF', colour: '#d55e00' },
  maf: { label: 'MAF', colour: '#8c4a1f' },
  sylvester: { label: 'Sylvester', colour: '#332288' },
  continuous: { label: 'continuous', colour: '#b5179e' },
  residual: { label: 'residual', colour: '#a89a00' },
  linear: { label: 'linear', colour: '#444444' },
  convolution: { label: 'circular convolution', colour: '#00a5b5' },
  'symmetric-convolution': { label: 'symmetric convolution', colour: '#5ac8c8' },
  'adaptive-convolution': { label: 'data-adaptive convolution', colour: '#006d77' },
  'conv-circular': { label: 'circular stack', colour: '#00a5b5' },
  'conv-circular-perm': { label: 'circular stack, permuted', colour: '#7fd6de' },
  'conv-symmetric': { label: 'symmetric stack', colour: '#3f8f5f' },
  'conv-symmetric-perm': { label: 'symmetric stack, permuted', colour: '#9fcbb0' },
  'conv-symmetric-shuffled': { label: 'symmetric stack, shuffled pixels', colour: '#c7b299' },
  'conv-adaptive': { label: 'data-adaptive coupling', colour: '#006d77' },
  'conv-adaptive-perm': { label: 'data-adaptive coupling, permuted', colour: '#6fa8ad' },
  'conv-real-nvp': { label: 'symmetric stack, RealNVP', colour: '#aa3377' },
  'real-nvp': { label: 'RealNVP', colour: '#cc79a7' },
  nice: { label: 'NICE', colour: '#66bb55' },
  'linear-plu': { label: 'dense linear (PLU)', colour: '#444444' },
  pixels: { label: 'each pixel alone', colour: '#7f7f7f' },
  'gaussian-diagonal': { label: 'diagonal Gaussian', colour: '#bbbbbb' },
  'gaussian-circular': { label: 'circular Gaussian', colour: '#7fd6de' },
  'gaussian-symmetric': { label: 'symmetric Gaussian', colour: '#9fcbb0' },
  'gaussian-circular-shuffled': { label: 'circular Gaussian, shuffled pixels', colour: '#d9c9b0' },
  'gaussian-symmetric-shuffled': { label: 'symmetric Gaussian, shuffled pixels', colour: '#b09a78' },
  'gaussian-full': { label: 'full Gaussian', colour: '#222222' },
};

/** The style of a method; one that is not listed, such as a reader's own flow, is near black under its own name. */
export function methodStyle(name: string): MethodStyle {
  return Object.hasOwn(methods, name) ? methods[name]! : { label: name, colour: '#222222' };
}

/** `planar, K = 10`; without a flow `no flow (K = 0)`. */
export function methodLabel(name: string, layers: number): string {
  const { label } = methodStyle(name);
  return layers === 0 ? `${label} (K = 0)` : `${label}, K = ${layers}`;
}
