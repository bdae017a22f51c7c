/** What a handler that runs in the background is given besides its payload, by the host that runs it. Inline these keys are absent. */
export interface BackgroundRun {
  /** 1 for the first. */
  readonly attempt: number
  /** The job that runs it. */
  readonly job: { readonly id: string }
  /** Says how far it has come, from 0 to 1. */
  progress(done: number): void
}
