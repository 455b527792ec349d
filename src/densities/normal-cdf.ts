/**
 * Φ(z), the standard normal distribution function, in float64 to a relative error of about 1e-14.
 * Near the middle by the series ½ + φ(z)·(z + z³/3 + z⁵/(3·5) + …), in the tails by the continued fraction
 * φ(z)/(z + 1/(z + 2/(z + 3/(z + …)))). Source: Abramowitz & Stegun 1964, 26.2.11 and 26.2.14.
 */
export function normalCdf(z: number): number {
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  if (Math.abs(z) < 3) return 0.5 + density * oddSeries(z);
  const tail = density / tailFraction(Math.abs(z));
  return z < 0 ? tail : 1 - tail;
}

function oddSeries(z: number): number {
  let [sum, term] = [z, z];
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) {
    term *= (z * z) / n;
    sum += term;
  }
  return sum;
}

/** At |z| ≥ 3 the fraction has converged after 100 levels. */
function tailFraction(z: number): number {
  let value = z;
  for (let n = 100; n >= 1; n--) value = z + n / value;
  return value;
}
