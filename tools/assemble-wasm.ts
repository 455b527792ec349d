/** Assembles src/engine/compiled/optimiser.wat into optimiser-wasm.ts: `npx tsx tools/assemble-wasm.ts`. */
import { writeFile } from 'node:fs/promises';
import { optimiserModule } from './optimiser-module.js';

await writeFile(new URL('../src/engine/compiled/optimiser-wasm.ts', import.meta.url), await optimiserModule());
