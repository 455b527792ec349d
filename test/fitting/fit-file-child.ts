import { readFileSync } from 'node:fs';
import { useBackend } from '../../src/engine/backend.js';
import { fittedFlow } from '../../src/fitting/index.js';
import { loadFlow } from '../../src/training/index.js';

/** Loads a density, and prints its log-densities of a table and the names of the columns, as JSON. */
const [density, table] = process.argv.slice(2) as [string, string];
await useBackend('wasm');
const { rows, context } = JSON.parse(readFileSync(table, 'utf8'));
const loaded = await loadFlow(density);
const scores = fittedFlow(loaded).logProb(rows, context);
process.stdout.write(JSON.stringify({ scores: [...scores.dataSync()], columns: loaded.columns }));
