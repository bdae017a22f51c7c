import { testClosing } from './closing.ts'
import { testJobsClaim } from './jobs-claim.ts'
import { testJobsEnqueue } from './jobs-enqueue.ts'
import { testJobsKept } from './jobs-kept.ts'
import { testJobsSettle } from './jobs-settle.ts'
import { testAside } from './journal-aside.ts'
import { testStored } from './journal-stored.ts'
import { testJournal } from './journal.ts'
import { testMigrateBound } from './migrate-bound.ts'
import { testMigrate } from './migrate.ts'
import { testNestedQueries } from './nested-queries.ts'
import { testNumberIds } from './number-ids.ts'
import { testQueries } from './queries.ts'
import { testReferences } from './references.ts'
import { testLists } from './lists.ts'
import { testSetReferences } from './set-references.ts'
import { testSetWrites } from './set-writes.ts'
import { testSharedCommit } from './shared-commit.ts'
import { testRows } from './rows.ts'
import type { Runner } from './runner.ts'
import type { StorageSubject } from './subject.ts'
import { testTransactions } from './transactions.ts'
import { testWaiting } from './waiting.ts'

export { ManualClock } from './manual-clock.ts'
export type { Expectation, Runner } from './runner.ts'
export type { StorageSubject, Unable } from './subject.ts'

/**
 * Registers the tests that every storage adapter has to pass.
 *
 * @param runner The functions of a test runner: `storageContract({ describe, test, expect }, subject)`.
 * @param subject How to open the adapter, and what it is able to do.
 */
export function storageContract(runner: Runner, subject: StorageSubject): void {
  const suite = { ...runner, subject }
  runner.describe(`storage contract: ${subject.name}`, () => {
    runner.describe('journal', () => testJournal(suite))
    runner.describe('journal: stored elsewhere', () => testStored(suite))
    runner.describe('journal: set aside', () => testAside(suite))
    runner.describe('migrate', () => testMigrate(suite))
    runner.describe('migrate: references, indexes, plan', () => testMigrateBound(suite))
    runner.describe('rows', () => testRows(suite))
    runner.describe('rows: ids that are numbers', () => testNumberIds(suite))
    runner.describe('rows: references', () => testReferences(suite))
    runner.describe('queries', () => testQueries(suite))
    runner.describe('queries: nested', () => testNestedQueries(suite))
    runner.describe('queries: lists', () => testLists(suite))
    runner.describe('transactions', () => testTransactions(suite))
    runner.describe('writing many rows', () => testSetWrites(suite))
    runner.describe('writing many rows: references', () => testSetReferences(suite))
    runner.describe('shared commit', () => testSharedCommit(suite))
    runner.describe('jobs: into the queue', () => testJobsEnqueue(suite))
    runner.describe('jobs: claims and leases', () => testJobsClaim(suite))
    runner.describe('jobs: how they end', () => testJobsSettle(suite))
    runner.describe('jobs: what is kept', () => testJobsKept(suite))
    runner.describe('waiting for the writer', () => testWaiting(suite))
    runner.describe('closing', () => testClosing(suite))
  })
}
