// What bundles for browsers have in the place of `@tensorflow/tfjs`, by the field `browser` of package.json: all that is
// used of it here, without the layers, the loaders and the WebGL backend that are two thirds of it. In Node.js it is
// never loaded.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';

export * from '@tensorflow/tfjs-core';
