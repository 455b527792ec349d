import { readFile } from 'node:fs/promises';
import wabt from 'wabt';

/** The text of src/engine/compiled/optimiser-wasm.ts: optimiser.wat assembled for each kind of memory. */
export async function optimiserModule(): Promise<string> {
  const source = await readFile(new URL('../src/engine/compiled/optimiser.wat', import.meta.url), 'utf8');
  const { parseWat } = await wabt();
  const assembled = (text: string) => {
    const { buffer } = parseWat('optimiser.wat', text, { simd: true, threads: true }).toBinary({});
    return Buffer.from(buffer).toString('base64');
  };
  const shared = source.replace('"memory") 1)', '"memory") 1 65536 shared)');
  return `/** Assembled from optimiser.wat by tools/assemble-wasm.ts. */
export const optimiserWasm =
  '${assembled(source)}';

/** The same for memory that threads share. */
export const sharedOptimiserWasm =
  '${assembled(shared)}';
`;
}
