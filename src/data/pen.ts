import type { Point, Stroke } from './glyphs.js';

const pointsPerSpan = 4;

/** The polyline of a stroke: its corners, or points along the Catmull–Rom curve through them. */
export function polyline({ smooth, points }: Stroke): Point[] {
  if (!smooth) return [...points];
  const at = (i: number): Point => points[Math.min(Math.max(i, 0), points.length - 1)]!;
  const path: Point[] = [at(0)];
  for (let span = 0; span + 1 < points.length; span++) {
    for (let k = 1; k <= pointsPerSpan; k++) {
      path.push(catmullRom(at(span - 1), at(span), at(span + 1), at(span + 2), k / pointsPerSpan));
    }
  }
  return path;
}

/** The uniform Catmull–Rom cubic between p1 (t = 0) and p2 (t = 1). */
function catmullRom(p0: Point, p1: Point, p2: Point, p3: Point, t: number): Point {
  const axis = (a: number, b: number, c: number, d: number): number =>
    b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  return [axis(p0[0], p1[0], p2[0], p3[0]), axis(p0[1], p1[1], p2[1], p3[1])];
}

/** A square sheet on which lines leave the squared distance to the nearest of them. */
export interface Sheet {
  readonly side: number;
  /** [side · side] */
  readonly squaredDistance: Float64Array;
}

/** Lowers the sheet's squared distances near the segment from a to b (pixel units); farther than `reach` nothing changes. */
export function drawSegment({ side, squaredDistance }: Sheet, a: Point, b: Point, reach: number): void {
  const clamp = (value: number): number => Math.min(Math.max(value, 0), side - 1);
  const left = clamp(Math.ceil(Math.min(a[0], b[0]) - reach));
  const right = clamp(Math.floor(Math.max(a[0], b[0]) + reach));
  const top = clamp(Math.ceil(Math.min(a[1], b[1]) - reach));
  const bottom = clamp(Math.floor(Math.max(a[1], b[1]) + reach));
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const lengthSquared = dx * dx + dy * dy || 1;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const px = x - a[0];
      const py = y - a[1];
      const along = Math.min(Math.max((px * dx + py * dy) / lengthSquared, 0), 1);
      const distance = (px - along * dx) ** 2 + (py - along * dy) ** 2;
      if (distance < squaredDistance[y * side + x]!) squaredDistance[y * side + x] = distance;
    }
  }
}
