import type { Operation } from '@crochet/hooks'
import { Connection } from './connection/connection.ts'
import { aboutConnection, Behalf, type FailureAbout } from './failure.ts'

/** For whom or what an operation of the server is, or the nearest one around it. */
export function failureAbout(operation: Operation | undefined): FailureAbout {
  for (let outer = operation; outer !== undefined; outer = outer.parent) {
    const { origin } = outer
    if (origin instanceof Connection) return aboutConnection(origin)
    if (origin instanceof Behalf) return origin
  }
  return { documentName: operation?.subject }
}
