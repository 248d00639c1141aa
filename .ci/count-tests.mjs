// Prints "PASSED FAILED" of a vitest run from its JSON report. A run without a report, without a test, or with a file
// that could not be loaded has failed.
import { readFileSync } from "node:fs";

let passed = 0;
let failed = 0;
try {
  const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
  passed = report.numPassedTests;
  failed = report.numFailedTests;
  failed += report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  if (failed === 0 && (passed === 0 || !report.success)) failed = 1;
} catch {
  failed = 1;
}
console.log(`${passed} ${failed}`);
