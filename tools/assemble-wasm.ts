/** Assembles src/engine/compiled/optimiser.wat into optimiser-wasm.ts: `npx tsx tools/assemble-wasm.ts`. */
import { readFile, writeFile } from 'node:fs/promises';
import wabt from 'wabt';

const folder = new URL('../src/engine/compiled/', import.meta.url);
const { parseWat } = await wabt();
const source = await readFile(new URL('optimiser.wat', folder), 'utf8');
const binary = parseWat('optimiser.wat', source, { simd: true }).toBinary({}).buffer;
const text = Buffer.from(binary).toString('base64');
await writeFile(
  new URL('optimiser-wasm.ts', folder),
  `/** Assembled from optimiser.wat by tools/assemble-wasm.ts. */\nexport const optimiserWasm =\n  '${text}';\n`,
);
