/** What is compared with what: first minus second. */
export type Pairs = readonly (readonly [first: string, second: string])[];

/** Density models of grey images, bits per dimension. */
export const densityPairs: Pairs = [
  ['gaussian-circular', 'gaussian-diagonal'],
  ['gaussian-symmetric', 'gaussian-diagonal'],
  ['gaussian-full', 'gaussian-diagonal'],
  ['gaussian-symmetric', 'gaussian-circular'],
  ['gaussian-symmetric', 'gaussian-full'],
  ['gaussian-circular-shuffled', 'gaussian-diagonal'],
  ['gaussian-symmetric-shuffled', 'gaussian-diagonal'],
  ['gaussian-symmetric', 'gaussian-symmetric-shuffled'],
  ['pixels', 'gaussian-diagonal'],
  ['pixels', 'gaussian-full'],
  ['conv-circular', 'pixels'],
  ['conv-symmetric', 'pixels'],
  ['conv-symmetric', 'conv-circular'],
  ['conv-symmetric-shuffled', 'pixels'],
  ['conv-symmetric', 'conv-symmetric-shuffled'],
  ['linear-plu', 'pixels'],
  ['conv-symmetric', 'linear-plu'],
  ['conv-symmetric', 'nice'],
  ['conv-symmetric', 'real-nvp'],
  ['nice', 'pixels'],
  ['real-nvp', 'pixels'],
  ['conv-adaptive', 'real-nvp'],
  ['conv-real-nvp', 'real-nvp'],
];

/** Posteriors on binarised images, nats. */
export const posteriorPairs: Pairs = [
  ...[
    'conv-circular',
    'conv-circular-perm',
    'conv-symmetric',
    'conv-symmetric-perm',
    'conv-adaptive',
    'conv-adaptive-perm',
  ].flatMap((first) => ['identity', 'planar', 'nice-perm', 'linear-plu'].map((second) => [first, second] as const)),
  ['conv-circular-perm', 'conv-circular'],
  ['conv-symmetric-perm', 'conv-symmetric'],
  ['conv-adaptive-perm', 'conv-adaptive'],
  ['conv-adaptive', 'real-nvp'],
  ...['planar', 'nice-perm', 'linear-plu', 'real-nvp'].map((first) => [first, 'identity'] as const),
];
