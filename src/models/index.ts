export { type DecoderOptions, decoder } from './decoder.js';
export { type Dlgm, type DlgmOptions, dlgm, drawPosterior, type PosteriorDraw } from './dlgm.js';
export { dlgmProblem, freeEnergyParts } from './dlgm-problem.js';
export { type Encoder, type EncoderOptions, encoder, type Posterior } from './encoder.js';
export { maxout, maxoutMlp } from './maxout.js';
export { type DenseOptions, dense, type Net, sequence } from './net.js';
