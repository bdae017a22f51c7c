import { StorageError } from '../errors.ts'

const maxConditions = 500
const maxDepth = 16
const maxValues = 10_000

/** Counts what a query asks for, across all that is nested in it. Each call throws `QUERY_LIMIT` beyond the limit. */
export class QueryLimits {
  #conditions = 0
  #values = 0

  addConditions(conditions: number): void {
    this.#conditions += conditions
    if (this.#conditions > maxConditions) {
      throw new StorageError('QUERY_LIMIT', { what: 'conditions', limit: maxConditions })
    }
  }

  addValues(values: number): void {
    this.#values += values
    if (this.#values > maxValues) throw new StorageError('QUERY_LIMIT', { what: 'values in lists', limit: maxValues })
  }

  checkDepth(depth: number): void {
    if (depth > maxDepth) {
      throw new StorageError('QUERY_LIMIT', { what: 'levels of and, or, not, some', limit: maxDepth })
    }
  }
}
