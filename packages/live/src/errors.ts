interface Entry {
  readonly message: (details: Details) => string
  /** What to do about it. */
  readonly hint: string
  /** WebSocket close code, where the error ends a connection. */
  readonly closeCode?: number
}

type Details = Readonly<Record<string, unknown>>

/** Every error this package raises. A code is never given a second meaning. Reference: docs/reference/errors.md. */
export const liveErrors = {
  LIVE_UNKNOWN: {
    closeCode: 4403,
    message: ({ name }) => `There is no live document "${String(name)}"`,
    hint: 'Open `<collection>/<id>` or `globals/<slug>`, and write `live: true` in the configuration of the collection or global.',
  },
  LIVE_REFUSED: {
    closeCode: 4403,
    message: ({ problems }) => `This change is refused: ${String(problems)}`,
    hint: 'Write into fields that the user may update, values of their types; the message names the places.',
  },
  LIVE_DELETED: {
    closeCode: 4404,
    message: ({ name }) => `The document "${String(name)}" has been deleted`,
    hint: 'Close the editor; there is nothing left to edit.',
  },
  LIVE_OVERTAKEN: {
    message: ({ name, times }) =>
      `"${String(name)}" was written by others ${String(times)} times while it was to be stored, each time before that was done`,
    hint: 'Nothing is lost, and it is tried again by itself; if it goes on, something writes to this document all the time.',
  },
} satisfies Record<string, Entry>

export type LiveErrorCode = keyof typeof liveErrors

/** What this package fails with. `reason` is what a client is told. */
export class LiveError extends Error {
  override readonly name = 'LiveError'
  readonly code: LiveErrorCode
  readonly hint: string
  readonly closeCode: number | undefined
  readonly details: Details

  constructor(code: LiveErrorCode, details: Details = {}, cause?: unknown) {
    const entry: Entry = liveErrors[code]
    super(entry.message(details), cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = entry.hint
    this.closeCode = entry.closeCode
    this.details = details
  }

  get reason(): string {
    return this.message
  }
}
