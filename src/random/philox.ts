/**
 * Philox4x32-10, a counter-based generator: 4 random words are a pure function of a counter and a key.
 * Source: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3".
 */
const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;

/** High 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const cross = aHigh * bLow + ((aLow * bLow) >>> 16);
  const middle = aLow * bHigh + (cross & 0xffff);
  return (aHigh * bHigh + Math.floor(cross / 0x10000) + Math.floor(middle / 0x10000)) >>> 0;
}

/** Writes the 4 words of block (c0, c1, c2, c3) under key (k0, k1) into `out`. */
export function philox(out: Uint32Array, c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void {
  let [x0, x1, x2, x3] = [c0 >>> 0, c1 >>> 0, c2 >>> 0, c3 >>> 0];
  let [a, b] = [k0 >>> 0, k1 >>> 0];
  for (let round = 0; round < 10; round++) {
    const high0 = mulHigh(multiplier0, x0);
    const low0 = Math.imul(multiplier0, x0) >>> 0;
    const high1 = mulHigh(multiplier1, x2);
    const low1 = Math.imul(multiplier1, x2) >>> 0;
    x0 = (high1 ^ x1 ^ a) >>> 0;
    x1 = low1;
    x2 = (high0 ^ x3 ^ b) >>> 0;
    x3 = low0;
    a = (a + weyl0) >>> 0;
    b = (b + weyl1) >>> 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}
