// Sets up what is not there yet, and nothing else. An entry point.
import { onSupportedNode } from './node-version.mjs';

// The main job sets up once, for all its steps.
onSupportedNode(async () => {
  if (process.env.VINF_SET_UP === 'done') return 0;
  return (await (await import('./set-up.mjs')).setUp()) ? 0 : 1;
});
