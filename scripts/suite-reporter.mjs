import { writeFileSync } from "node:fs";

/**
 * A vitest reporter that writes what scripts/test.mjs needs to the file named by SUITE_REPORT:
 * `{ passed, failed, skipped: [{ name, reason }], failures: [text], flaky: [text] }`. The reason is the note of
 * `ctx.skip(note)`; else it is null. A file that holds no test at all counts as one skip. A test is flaky when it passed
 * only when it was run again; what it failed with stands behind its name, whole: a made-up input is not met again.
 */
export default class SuiteReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const report = { passed: 0, failed: 0, skipped: [], failures: [], flaky: [] };
    const fail = (name, errors) => {
      report.failed += 1;
      report.failures.push(`${name}: ${errors?.[0]?.message?.split("\n")[0] ?? "no error given"}`);
    };
    for (const error of unhandledErrors) fail("outside of every test", [error]);
    for (const testModule of testModules) {
      // A file that cannot be loaded holds no test case, and must not count for nothing.
      if (testModule.errors().length > 0) fail(testModule.relativeModuleId, testModule.errors());
      const testCases = [...testModule.children.allTests()];
      if (testCases.length === 0 && testModule.ok())
        report.skipped.push({ name: testModule.relativeModuleId, reason: null });
      for (const testCase of testCases) {
        const result = testCase.result();
        if (result.state === "passed") report.passed += 1;
        else if (result.state === "skipped")
          report.skipped.push({ name: testCase.fullName, reason: result.note ?? null });
        else fail(`${testModule.relativeModuleId} > ${testCase.fullName}`, result.errors);
        if (testCase.diagnostic()?.flaky === true)
          report.flaky.push(`${testCase.fullName}: ${result.errors?.[0]?.message ?? "no error given"}`);
      }
    }
    writeFileSync(process.env.SUITE_REPORT, JSON.stringify(report));
  }
}
