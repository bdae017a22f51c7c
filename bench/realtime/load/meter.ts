import { Histogram } from './histogram.ts'

/** What all clients of a load have seen since the last `clear`. */
export class Meter {
  /** Letters that arrived at others, one for each receiver. */
  delivered = 0
  /** Letters that were sent. */
  sent = 0
  /** Cursors that arrived at others. */
  cursors = 0
  /** From sending a letter to its arrival at another client. */
  readonly latency: Histogram = new Histogram()
  /** From sending a letter to its acknowledgement. */
  readonly acknowledgement: Histogram = new Histogram()

  clear(): void {
    this.delivered = this.sent = this.cursors = 0
    this.latency.clear()
    this.acknowledgement.clear()
  }
}
