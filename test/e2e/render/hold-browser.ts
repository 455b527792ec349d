// Opens a renderer, says so and waits to be killed: see renderer.test.ts. An entry point.
import { openRenderer } from '../../../src/render/index.js';

openRenderer().then(async (renderer) => {
  await renderer.pdf({ html: '<p>text</p>' });
  console.log('open');
});
