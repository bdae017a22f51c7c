import type { OperationRecord } from '@crochet/hooks'
import type { Metric } from '@crochet/http'

interface Counted {
  readonly labels: Record<string, string>
  operations: number
  seconds: number
}

/** Operations of content are called `posts.create`, `globals/settings.read` and so on. */
const ofContent = /^(.+)\.(create|read|update|delete)$/

/** Counts the operations of the content engine by what they are for, what they do and how they end. */
export class OperationCounts {
  readonly #counted = new Map<string, Counted>()

  add({ name, outcome, duration }: Pick<OperationRecord, 'name' | 'outcome' | 'duration'>): void {
    const [, owner = '', operation = ''] = ofContent.exec(name) ?? []
    if (operation === '') return
    const key = `${name} ${outcome}`
    let counted = this.#counted.get(key)
    if (counted === undefined) {
      this.#counted.set(key, (counted = { labels: { owner, operation, outcome }, operations: 0, seconds: 0 }))
    }
    counted.operations += 1
    counted.seconds += duration / 1000
  }

  metrics(): Metric[] {
    const counted = [...this.#counted.values()]
    return [
      {
        name: 'crochet_content_operations_total',
        help: 'Operations on collections and globals, nested ones included.',
        kind: 'counter',
        values: counted.map(({ labels, operations }) => ({ labels, value: operations })),
      },
      {
        name: 'crochet_content_operation_seconds_total',
        help: 'How long they took, all together.',
        kind: 'counter',
        values: counted.map(({ labels, seconds }) => ({ labels, value: seconds })),
      },
    ]
  }
}
