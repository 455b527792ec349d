// `npm run build`: the library alone, with the packages that are there. An entry point.
import { onSupportedNode } from './setup/node-version.mjs';

onSupportedNode(async () => ((await (await import('./setup/set-up.mjs')).setUpLibrary()) ? 0 : 1));
