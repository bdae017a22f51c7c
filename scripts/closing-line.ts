import type { Reporter, TestModule } from 'vitest/node'

/** A vitest reporter whose only output is the last line of the run: `N passed, N failed, N skipped`. */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++
      if (module.errors().length > 0) count.failed++
    }
    const line = `${count.passed} passed, ${count.failed + count.pending} failed, ${count.skipped} skipped`
    process.once('exit', () => process.stdout.write(`\n${line}\n`))
  }
}
