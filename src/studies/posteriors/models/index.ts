import type { PosteriorModel } from '../../../inference/index.js';
import { hareLynx, michaelisMenten } from './dynamics.js';
import { eightSchools, eightSchoolsCentred } from './eight-schools.js';
import { poissonProcess } from './gaussian-process.js';
import { gaussianMixture, hiddenMarkov } from './mixtures.js';
import { diamonds, earnings, kidIq, mesquite, nes, sblrc } from './regressions.js';
import { arma, autoregression, garch } from './time-series.js';

/** A model of its data, as they are in the file. */
type ModelOf = (data: never) => PosteriorModel;

/** The sixteen posteriors, by their names in posteriordb. */
export const posteriorModels = {
  'eight_schools-eight_schools_noncentered': eightSchools,
  'eight_schools-eight_schools_centered': eightSchoolsCentred,
  'earnings-logearn_interaction': earnings,
  'kidiq-kidscore_interaction': kidIq,
  'mesquite-logmesquite': mesquite,
  'sblrc-blr': sblrc,
  'nes1996-nes': nes,
  'diamonds-diamonds': diamonds,
  'arK-arK': autoregression,
  'arma-arma11': arma,
  'garch-garch11': garch,
  'low_dim_gauss_mix-low_dim_gauss_mix': gaussianMixture,
  'hudson_lynx_hare-lotka_volterra': hareLynx,
  'one_comp_mm_elim_abs-one_comp_mm_elim_abs': michaelisMenten,
  'hmm_example-hmm_example': hiddenMarkov,
  'gp_pois_regr-gp_pois_regr': poissonProcess,
} satisfies Record<string, ModelOf>;
