import type { Replacement } from '@crochet/modules'
import type { SwapLine } from './messages.ts'
import { tellError } from './tell-error.ts'

type Replace = (...names: string[]) => Promise<Replacement>

/**
 * Takes in changed hook modules. What could not be taken in is tried again with each later change, first by itself and then along
 * with it: a module may be broken only until another one has changed, too.
 */
export class Swapper {
  readonly #replace: Replace
  readonly #failed = new Set<string>()

  constructor(replace: Replace) {
    this.#replace = replace
  }

  /** @param names changed since the last call */
  async swap(names: readonly string[]): Promise<SwapLine[]> {
    const lines: SwapLine[] = []
    for (const name of names) this.#failed.delete(name)
    const before = [...this.#failed]
    const line = await this.#try(names)
    if (line?.is !== 'kept') {
      if (line !== undefined) lines.push(line)
      if (before.length > 0 && line?.is !== 'restart') await this.#again(before, lines)
      return lines
    }
    const together = before.length > 0 ? await this.#try([...names, ...before]) : line
    if (together?.is === 'kept') {
      for (const name of names) this.#failed.add(name)
      return [line]
    }
    this.#failed.clear()
    return together === undefined ? [] : [together]
  }

  /** That these are still broken has been said. */
  async #again(names: readonly string[], lines: SwapLine[]): Promise<void> {
    for (const name of names) {
      const line = await this.#try([name])
      if (line?.is === 'kept') continue
      this.#failed.delete(name)
      if (line !== undefined) lines.push(line)
    }
  }

  async #try(names: readonly string[]): Promise<SwapLine | undefined> {
    try {
      const done = await this.#replace(...names)
      switch (done.kind) {
        case 'replaced':
          return { is: 'done', what: describe(done), ms: done.ms }
        case 'restart':
          return { is: 'restart', reason: `hook module "${done.module}" cannot be swapped: ${done.reason}` }
        case 'unchanged':
          return undefined
      }
    } catch (error) {
      return { is: 'kept', names, ...tellError(error) }
    }
  }
}

/** `swapped search, audit; added slugs`. */
function describe({ replaced, added, removed }: Extract<Replacement, { kind: 'replaced' }>): string {
  const parts = [
    ['swapped', replaced],
    ['added', added],
    ['removed', removed],
  ] as const
  return parts
    .filter(([, names]) => names.length > 0)
    .map(([verb, names]) => `${verb} ${names.join(', ')}`)
    .join('; ')
}
