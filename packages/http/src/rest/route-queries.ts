import type { HttpLimits } from '../limits.ts'
import type { QueryName } from './query-names.ts'
import { readQuery, type RestQuery } from './query.ts'
import { parseQueryString } from './query-string.ts'

/** Characters of a query that is worth remembering, and how many are. */
const longest = 200
const most = 500

/** The queries of one route. Clients ask the same few over and over: what they mean is remembered. */
export class RouteQueries {
  readonly #names: readonly QueryName[]
  readonly #limits: HttpLimits
  readonly #known = new Map<string, RestQuery>()

  /** @param names what the route takes */
  constructor(names: readonly QueryName[], limits: HttpLimits) {
    this.#names = names
    this.#limits = limits
  }

  /**
   * @param url path and query of a request
   * @returns what is asked; whoever changes it has to copy it first
   * @throws HttpError as `parseQueryString` and `readQuery` do
   */
  read(url: string): RestQuery {
    const start = url.indexOf('?')
    const text = start === -1 ? '' : url.slice(start)
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const query = readQuery(parseQueryString(text), this.#names, this.#limits)
    if (text.length <= longest && Object.values(query).every((value) => typeof value === 'string')) {
      if (this.#known.size === most) this.#known.clear()
      this.#known.set(text, query)
    }
    return query
  }
}
