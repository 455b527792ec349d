import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { environment } from '../src/environment.js';
import { project } from './support/folders.js';

it('environment: the versions of this library and of what it computes with', () => {
  const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const { versions } = environment();
  expect(versions.vinf).toBe(version);
  expect(Object.values(versions)).not.toContain('none');
});

it('the version is the same wherever it stands', () => {
  const text = (path: string) => readFileSync(join(project, path), 'utf8');
  const { version } = JSON.parse(text('package.json'));
  expect(JSON.parse(text('package-lock.json')).version).toBe(version);
  expect(text('CITATION.cff')).toContain(`\nversion: ${version}\n`);
  expect(text('README.md')).toContain(`  version = {${version}}\n`);
  expect(text('CHANGELOG.md')).toContain(`\n## ${version} (`);
});
