// `npm run lab`: set-up, then JupyterLab on the notebooks. An entry point.
import { onSupportedNode } from './setup/node-version.mjs';

onSupportedNode(async () => (await import('./setup/jupyter.mjs')).openLab(process.argv.slice(2)));
