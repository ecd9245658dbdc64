/**
 * Ends a jest run with one plain line, `N passed, N failed` (and `, N skipped`), for programs that read only the last line.
 * A file that could not run at all counts as one failed test.
 */
class SummaryReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const summary = `${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
    // jest puts its own summary after every other reporter's, and the teardown's output comes later still.
    process.once('exit', () => process.stdout.write(summary));
  }
}

module.exports = SummaryReporter;
