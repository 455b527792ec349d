// `npm start`: set-up, then the main job. An entry point.
import { onSupportedNode } from './setup/node-version.mjs';

onSupportedNode(async () => (await import('./setup/main-job.mjs')).mainJob(process.argv.slice(2)));
