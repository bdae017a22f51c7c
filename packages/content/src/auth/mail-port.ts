/** One mail. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string | undefined
}

/** Where mail goes. What it rejects with is reported to `afterError`. */
export interface MailPort {
  send(mail: Mail): Promise<void>
}
