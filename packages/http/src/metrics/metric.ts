/** Something that is counted or measured elsewhere, as it is now. */
export interface Metric {
  /** As in `crochet_realtime_documents`; of a counter with `_total` at its end. */
  readonly name: string
  readonly help: string
  readonly kind: 'counter' | 'gauge'
  readonly values: readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[]
}

/** Asked whenever somebody wants the metrics. */
export type MetricSource = () => readonly Metric[]

export interface MetricsOption {
  /** At least 16 characters. Whoever sends it as `Authorization: Bearer …` may read the metrics. */
  readonly token: string
  /** What else there is to tell. */
  readonly sources?: readonly MetricSource[]
}
