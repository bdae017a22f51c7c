/** Why a connection ended. */
export interface ClosingEvent {
  readonly code: number
  readonly reason: string
}

/** Why a connection is ended that may be opened again. (Close codes of Hocuspocus 4) */
export const resetConnection: ClosingEvent = { code: 4205, reason: 'Reset Connection' }
