/**
 * Moves places on a line apart until neighbours have `gap` between them, as little as need be and within [low, high].
 * Meant for labels beside curves: their order stays that of the places.
 */
export function spread(places: readonly number[], gap: number, low: number, high: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]!);
  const clusters: Cluster[] = [];
  for (const index of order) {
    clusters.push({ members: [index], centre: places[index]! });
    while (clusters.length > 1 && touch(clusters.at(-2)!, clusters.at(-1)!, gap)) merge(clusters);
  }
  const result = [...places];
  for (const { members, centre } of clusters) {
    const half = ((members.length - 1) * gap) / 2;
    const middle = Math.min(Math.max(centre, low + half), high - half);
    members.forEach((member, i) => {
      result[member] = middle - half + i * gap;
    });
  }
  return result;
}

interface Cluster {
  members: number[];
  centre: number;
}

function touch(below: Cluster, above: Cluster, gap: number): boolean {
  return above.centre - below.centre < ((below.members.length + above.members.length) / 2) * gap;
}

function merge(clusters: Cluster[]): void {
  const above = clusters.pop()!;
  const below = clusters.pop()!;
  const members = [...below.members, ...above.members];
  const centre = (below.centre * below.members.length + above.centre * above.members.length) / members.length;
  clusters.push({ members, centre });
}
