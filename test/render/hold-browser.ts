// Opens a renderer, says so and waits to be killed: see renderer.test.ts. An entry point.
import { openRenderer } from '../../src/render/index.js';
import { samples } from '../plots/samples.js';

openRenderer().then(async (renderer) => {
  await renderer.svg(samples.scatter!);
  console.log('open');
});
