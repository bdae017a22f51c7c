import type { Log } from '../../src/log.ts'

/** Collects what is logged. */
export function collectingLog(): { log: Log; messages: string[] } {
  const messages: string[] = []
  const take = (_details: object, message: string): void => void messages.push(message)
  return { log: { info: take, warn: take, error: take }, messages }
}
