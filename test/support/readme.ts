import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { project } from './folders.js';

const readme = readFileSync(join(project, 'README.md'), 'utf8');

/** The code of an example of the README and the output that it shows for it. */
export function readmeExample(name: string): { code: string; shown: string } {
  const found = new RegExp(`<!-- example: ${name} -->\n\`\`\`ts\n(.*?)\`\`\`.*?\`\`\`text\n(.*?)\`\`\``, 's').exec(
    readme,
  );
  return { code: found![1]!, shown: found![2]! };
}

/** The numbers with decimals in a text. */
export const decimals = (text: string): number[] => [...text.matchAll(/-?\d+\.\d+/g)].map(([n]) => Number(n));

/** A text without them. */
export const withoutDecimals = (text: string): string => text.replace(/-?\d+\.\d+/g, '#');
