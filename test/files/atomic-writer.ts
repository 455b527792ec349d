import { writeFileAtomic } from '../../src/files/atomic.js';

/** Writes one file again and again, each time filled with another byte, until it is killed. */
const path = process.argv[2]!;
for (let fill = 0; ; fill = (fill + 1) % 256) {
  await writeFileAtomic(path, new Uint8Array(4 << 20).fill(fill));
  process.stdout.write('.');
}
