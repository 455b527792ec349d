import { z } from 'zod';
import { checked } from '../../files/checked.js';
import type { OtherResults } from '../study.js';

/** What a paper reports for one flow, nats. */
export interface PublishedBounds {
  family: string;
  K: number;
  bound: number;
  kl: number;
  nll: number;
}

const schema: z.ZodType<{ mnist: PublishedBounds[] }> = z.object({
  mnist: z.array(z.object({ family: z.string(), K: z.number(), bound: z.number(), kl: z.number(), nll: z.number() })),
});

/** What the 2015 paper reports for binarised MNIST, from `report/published.json`. */
export const publishedBounds = (other: OtherResults): PublishedBounds[] =>
  checked(schema, other('published'), 'report/published.json').mnist;
