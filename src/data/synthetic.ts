import { checkCount } from '../errors.js';
import { noise } from '../random/index.js';
import { glyphs, type Point } from './glyphs.js';
import type { Images } from './images.js';
import { drawSegment, polyline, type Sheet } from './pen.js';

const side = 28;
const digitHeight = 20; // pixels; MNIST's digits fill a 20×20 box inside the 28×28 frame
const softness = 1.2; // pixels over which the edge of a stroke fades out

export interface SyntheticOptions {
  /** How many images. Default 60,000. */
  count?: number;
  /** Default 0. */
  seed?: number;
  /** Different names give independent sets from one seed. Default `train`. */
  name?: string;
}

/**
 * Grey 28×28 digits drawn with a pen: ten classes of strokes, bent by a smooth warp, then rotated, slanted, scaled and
 * shifted, with a pen of varying width. A stand-in for MNIST where it can't be had, not a model of it.
 * Image i is a pure function of (seed, name, i), whatever the count.
 * @returns 0 (paper) … 255 (ink), with labels
 * @throws RangeError for a count or a seed out of range
 * @example
 * ```ts
 * import { syntheticDigits } from 'vinf';
 *
 * const { pixels, labels } = syntheticDigits({ count: 3, seed: 1 });
 * console.log(pixels.length, labels); // 2352 Uint8Array(3) [ 0, 3, 1 ]
 * ```
 */
export function syntheticDigits({ count = 60_000, seed = 0, name = 'train' }: SyntheticOptions = {}): Images {
  checkCount('count', count, 'syntheticDigits', 0);
  const pixels = new Uint8Array(count * side * side);
  const labels = new Uint8Array(count);
  const sheet: Sheet = { side, squaredDistance: new Float64Array(side * side) };
  for (let i = 0; i < count; i++) {
    const [label, variant] = noise(seed, `synthetic digits: class, ${name}`, i).uniform(2);
    labels[i] = Math.floor(label! * 10);
    const shape = noise(seed, `synthetic digits: shape, ${name}`, i).normal(14);
    drawDigit(sheet, paths[labels[i]!]!, variant!, shape);
    ink(sheet, penRadius(shape), pixels.subarray(i * side * side, (i + 1) * side * side));
  }
  return { count, height: side, width: side, white: 255, pixels, labels };
}

const paths = glyphs.map((variants) => variants.map((strokes) => strokes.map(polyline)));

function drawDigit(sheet: Sheet, variants: Point[][][], variant: number, shape: Float32Array): void {
  sheet.squaredDistance.fill(Number.POSITIVE_INFINITY);
  const place = placement(shape);
  const reach = penRadius(shape) + softness;
  for (const path of variants[Math.floor(variant * variants.length)]!) {
    const placed = path.map(place);
    for (let k = 1; k < placed.length; k++) drawSegment(sheet, placed[k - 1]!, placed[k]!, reach);
  }
}

/** From the unit square to pixels: a gentle warp, then an affine map. `shape` holds standard normal numbers. */
function placement(shape: Float32Array): (point: Point) => Point {
  const [turn, slant, wide, high, right, down, bendX, bendY, curlX, curlY, phaseX, phaseY] = shape;
  const [cos, sin] = [Math.cos(0.1 * turn!), Math.sin(0.1 * turn!)];
  const scaleX = digitHeight * Math.exp(0.16 * wide!);
  const scaleY = 0.98 * digitHeight * Math.exp(0.05 * high!);
  const shear = 0.15 + 0.15 * slant!;
  return ([x, y]) => {
    const u = x - 0.5 + 0.045 * bendX! * Math.sin(3 * y + phaseX!) + 0.025 * curlX! * Math.sin(6 * x + 5 * y + phaseY!);
    const v = y - 0.5 + 0.045 * bendY! * Math.sin(3 * x + phaseY!) + 0.025 * curlY! * Math.sin(5 * x + 6 * y + phaseX!);
    const slanted = scaleX * u - scaleY * shear * v;
    const upright = scaleY * v;
    const centre = (side - 1) / 2;
    return [
      centre + 0.7 * right! + cos * slanted - sin * upright,
      centre + 0.7 * down! + sin * slanted + cos * upright,
    ];
  };
}

/** Half the width of the stroke in pixels. */
function penRadius(shape: Float32Array): number {
  return Math.min(Math.max(1.15 * Math.exp(0.25 * shape[12]!), 0.7), 2.2);
}

/** Distances become grey values: full inside the pen's radius, fading out over `softness`. */
function ink({ squaredDistance }: Sheet, radius: number, pixels: Uint8Array): void {
  const edge = radius + softness / 2;
  for (let i = 0; i < pixels.length; i++) {
    const squared = squaredDistance[i]!;
    if (squared < edge * edge) pixels[i] = 255 * Math.min((edge - Math.sqrt(squared)) / softness, 1) + 0.5;
  }
}
