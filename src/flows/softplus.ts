/** ln(1 + eˣ) of a plain number: how flows keep a parameter above 0. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** The x with softplus(x) = y, for y > 0: y + ln(1 − e^{−y}), which does not overflow. */
export const softplusInverse = (y: number): number => y + Math.log(-Math.expm1(-y));
