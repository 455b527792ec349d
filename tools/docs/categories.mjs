// The categories of the API documentation: where in `src` an export comes from says which is its own.

/**
 * @typedef Category
 * @property {string} name
 * @property {string} sentence what is in it
 * @property {readonly string[]} places beginnings of paths below `src`, of folders or of files
 */

/** In the order of the navigation. @type {readonly Category[]} */
export const categories = [
  {
    name: 'Fitting data',
    sentence: 'From rows of numbers to a density in one call.',
    places: ['fitting/'],
  },
  {
    name: 'Posteriors',
    sentence: 'From a model of named parameters to draws of its posterior, and whether to trust them.',
    places: ['inference/'],
  },
  {
    name: 'Problem and training',
    sentence: 'What is trained, as a loss of weights and inputs; optimisers, training loops and their run folders.',
    places: ['problem/', 'training/'],
  },
  {
    name: 'Objectives and estimates',
    sentence:
      'Kullback–Leibler divergences, free energy and importance-weighted bounds, to train by and to measure with.',
    places: ['objectives/'],
  },
  {
    name: 'Densities',
    sentence: 'Targets, bases and sets of points in the plane; how densities are drawn from, scored and tested.',
    places: ['densities/'],
  },
  {
    name: 'Flows',
    sentence:
      'What a flow is, how flows are put together and become densities, and how one of your own is made and checked.',
    places: ['flows/'],
  },
  {
    name: 'Flows: planar, radial, Sylvester',
    sentence: 'Layers with few parameters and a closed log-determinant, of the kind that an encoder emits.',
    places: ['flows/planar', 'flows/radial', 'flows/sylvester/'],
  },
  {
    name: 'Flows: coupling and autoregressive',
    sentence: 'Networks that say how each coordinate is mapped, given others: NICE, RealNVP, splines, IAF and MAF.',
    places: ['flows/coupling/', 'flows/autoregressive/'],
  },
  {
    name: 'Flows: residual',
    sentence: 'A contraction added to the identity, with an inverse by iteration.',
    places: ['flows/residual/'],
  },
  {
    name: 'Flows: continuous',
    sentence: 'Points that a velocity field carries, with a log-determinant that is the integral of its trace.',
    places: ['flows/continuous/'],
  },
  {
    name: 'Flows: convolution',
    sentence:
      'Convolutions that can be inverted, of signals and of images, with log-determinants by Fourier transforms.',
    places: ['flows/convolution/'],
  },
  {
    name: 'Flows: linear',
    sentence: 'Matrices by factors that have cheap determinants and inverses; permutations and rotations.',
    places: ['flows/linear/'],
  },
  {
    name: 'Flows: element-wise',
    sentence: 'Increasing functions of each coordinate by itself.',
    places: ['flows/elementwise/'],
  },
  {
    name: 'Flows: onto constrained supports',
    sentence: 'Maps of ℝᴰ onto intervals, ordered vectors, simplexes and factors of correlation matrices.',
    places: ['flows/constrained/'],
  },
  {
    name: 'Conditioners and transformers',
    sentence: 'The two parts of coupling and autoregressive flows: networks, and the increasing maps that they steer.',
    places: ['flows/conditioners/', 'flows/transformers/'],
  },
  {
    name: 'Models',
    sentence: 'Deep latent Gaussian models, that is variational autoencoders, whose posterior is a flow.',
    places: ['models/'],
  },
  {
    name: 'Files',
    sentence: 'Saving and loading: trained flows, checkpoints, tensors in the safetensors format.',
    places: ['files/', 'training/flow-file/', 'training/checkpoint'],
  },
  {
    name: 'Data',
    sentence: 'MNIST, digits that stand in for it, and batches of images.',
    places: ['data/'],
  },
  {
    name: 'Plots and notebooks',
    sentence: 'Figures as plain data, pictures of them, and what a notebook shows.',
    places: ['plots/', 'render/', 'notebook/'],
  },
  {
    name: 'Random numbers and tensors',
    sentence: 'Noise that is a function of a seed, a name and a step; what tensors lack in TensorFlow.js.',
    places: ['random/', 'tensors/'],
  },
  {
    name: 'Engine',
    sentence: 'Where numbers are computed: backends, compiled functions and training steps, ONNX files.',
    places: ['engine/'],
  },
  {
    name: 'Runs and studies',
    sentence: 'Runs of the model of digits, as the command line makes them, and what the report measures.',
    places: ['runs/', 'studies/'],
  },
  {
    name: 'Errors',
    sentence: 'What is thrown where a wrong argument (`RangeError`, `TypeError`) is not the reason.',
    places: ['errors.ts', 'training/not-finite.ts', 'engine/trace/trace-error.ts'],
  },
];

/**
 * The category of a file: of all places that its path begins with, the longest says.
 * @param {string} path below the project's folder, such as `src/flows/planar.ts`
 * @returns {Category | undefined} undefined where no place is a beginning of the path
 */
export function categoryOf(path) {
  const found = categories
    .flatMap((category) => category.places.map((place) => ({ category, place: `src/${place}` })))
    .filter(({ place }) => path.startsWith(place));
  return found.sort((a, b) => b.place.length - a.place.length)[0]?.category;
}
