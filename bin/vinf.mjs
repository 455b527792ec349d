#!/usr/bin/env node
// The command `vinf`; in a checkout it first sees whether the library is built and current. An entry point.
import { existsSync } from 'node:fs';
import { onSupportedNode } from '../tools/setup/node-version.mjs';

const readiness = new URL('../tools/setup/readiness.mjs', import.meta.url);

onSupportedNode(async () => {
  const complaint = existsSync(readiness) ? (await import(readiness.href)).unreadiness() : undefined;
  if (complaint) {
    console.error(`vinf: ${complaint}`);
    return 2;
  }
  await import('../dist/cli/main.js');
  return Number(process.exitCode ?? 0);
});
