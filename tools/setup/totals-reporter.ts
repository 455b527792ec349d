import type { Reporter, TestModule } from 'vitest/node';

/**
 * Closes a test run with one plain line, `12 passed, 0 failed`, for programs that read it.
 * A file that fails outside its tests, and an error that no test caught, count as one failure each.
 */
export function totalsReporter(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const { passed, failed } = totals(modules, unhandledErrors.length);
      // On exit, so that it comes after the summary of the default reporter.
      process.once('exit', () => console.log(`${passed} passed, ${failed} failed`));
    },
  };
}

export function totals(modules: readonly TestModule[], unhandledErrors: number): { passed: number; failed: number } {
  let passed = 0;
  let failed = unhandledErrors;
  for (const module of modules) {
    const tests = [...module.children.allTests()].map((test) => test.result().state);
    const failures = tests.filter((state) => state === 'failed').length;
    passed += tests.filter((state) => state === 'passed').length;
    failed += module.state() === 'failed' ? Math.max(failures, 1) : failures;
  }
  return { passed, failed };
}
