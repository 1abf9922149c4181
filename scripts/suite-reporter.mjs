import { writeFileSync } from "node:fs";

/**
 * A vitest reporter that writes what scripts/test.mjs needs to the file named by SUITE_REPORT:
 * `{ passed, failed, skipped: [{ name, reason }] }`. The reason is the note of `ctx.skip(note)`; else it is null. A file
 * that holds no test at all counts as one skip.
 */
export default class SuiteReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const report = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const testModule of testModules) {
      // A file that cannot be loaded holds no test case, and must not count for nothing.
      if (testModule.errors().length > 0) report.failed += 1;
      const testCases = [...testModule.children.allTests()];
      if (testCases.length === 0 && testModule.ok())
        report.skipped.push({ name: testModule.relativeModuleId, reason: null });
      for (const testCase of testCases) {
        const result = testCase.result();
        if (result.state === "passed") report.passed += 1;
        else if (result.state === "skipped")
          report.skipped.push({ name: testCase.fullName, reason: result.note ?? null });
        else report.failed += 1;
      }
    }
    writeFileSync(process.env.SUITE_REPORT, JSON.stringify(report));
  }
}
