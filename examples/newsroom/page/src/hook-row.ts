import { textElement } from './element.ts'
import type { HookRun } from './hook-feed.ts'

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

/** A row of the list: one run of a handler, or several of the same handler in a row, with their number. */
export class HookRow {
  readonly row: HTMLElement
  readonly #first: HookRun
  readonly #count: HTMLElement = textElement('span', 'run-count', '')
  readonly #time: HTMLElement
  readonly #result: HTMLElement
  #runs = 1

  constructor(run: HookRun) {
    this.#first = run
    this.#time = textElement('span', 'run-time', clock.format(run.at))
    this.#result = textElement('span', 'run-result', result(run))
    const hook = textElement('span', 'run-hook', run.hook)
    hook.append(this.#count)
    this.row = document.createElement('li')
    this.row.className = 'run'
    this.row.dataset['hook'] = run.hook
    this.row.dataset['outcome'] = run.outcome
    this.row.title = `${run.hook}\n${run.handler}\n${run.operation}`
    this.row.append(
      hook,
      this.#time,
      textElement(
        'span',
        'run-handler',
        run.handler === run.hook ? run.operation : `${run.operation} · ${run.handler}`,
      ),
      this.#result,
    )
  }

  /** Whether a run differs from those of this row only in when it was and how long it took. */
  shows({ hook, handler, operation, outcome }: HookRun): boolean {
    const first = this.#first
    return (
      first.hook === hook && first.handler === handler && first.operation === operation && first.outcome === outcome
    )
  }

  /** Counts another run in. */
  count(run: HookRun): void {
    this.#runs += 1
    this.#count.textContent = ` × ${this.#runs}`
    this.#time.textContent = clock.format(run.at)
    this.#result.textContent = result(run)
  }
}

function result({ outcome, duration }: HookRun): string {
  return outcome === 'ok' ? `${duration.toFixed(duration < 10 ? 2 : 0)} ms` : outcome
}
