import { afterAll, beforeAll, expect } from 'vitest'
import { turn } from './manual-clock.ts'

/** Fails the file if anything in it became an unhandled rejection or an uncaught exception. */
export function expectNothingUnhandled(): void {
  const events: unknown[] = []
  const note = (error: unknown): void => void events.push(error)
  beforeAll(() => {
    process.on('unhandledRejection', note)
    process.on('uncaughtException', note)
  })
  afterAll(async () => {
    await turn()
    process.off('unhandledRejection', note)
    process.off('uncaughtException', note)
    expect(events).toEqual([])
  })
}
