/** Parts of a WebAssembly module as plain numbers from 0 to 255. */
export type Bytes = readonly number[];

/** A whole number from 0 to 2³² − 1 in LEB128: seven bits a byte, the lowest first. */
export function unsigned(n: number): number[] {
  const bytes: number[] = [];
  let rest = n;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

/** A whole number of 32 bits with a sign in LEB128. */
export function signed(n: number): number[] {
  const bytes: number[] = [];
  let rest = n;
  for (; rest < -0x40 || rest >= 0x40; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest & 0x7f];
}

/** Several things after their number. */
export const list = (items: readonly Bytes[]): number[] => [...unsigned(items.length), ...items.flat()];

/** Bytes after their number. */
export const sized = (bytes: Bytes): number[] => unsigned(bytes.length).concat(bytes);

/** A name of ASCII letters. */
export const text = (name: string): number[] => sized([...name].map((letter) => letter.charCodeAt(0)));

/** The four numbers of a vector of float32, the two of one of float64, or the four of one of whole numbers, as bytes. */
export function lanes(kind: 'f32x4' | 'f64x2' | 'i32x4', x: number): number[] {
  const made = { f32x4: () => new Float32Array(4), f64x2: () => new Float64Array(2), i32x4: () => new Int32Array(4) };
  return [...new Uint8Array(made[kind]().fill(x).buffer)];
}
