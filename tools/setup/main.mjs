// Sets up what is not there yet, and nothing else. An entry point.
import { onSupportedNode } from './node-version.mjs';

onSupportedNode(async () => ((await (await import('./set-up.mjs')).setUp()) ? 0 : 1));
