export { type DecoderOptions, decoder } from './decoder.js';
export { type Dlgm, type DlgmOptions, dlgm, type PosteriorSample, samplePosterior } from './dlgm.js';
export { type Encoder, type EncoderOptions, encoder, type Posterior } from './encoder.js';
export { maxout, maxoutMlp } from './maxout.js';
export { type DenseOptions, dense, type Net, sequence } from './net.js';
