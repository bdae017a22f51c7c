import type { Content } from '@crochet/content'
import type { RestRequest } from '../rest-request.ts'

/** What the resolvers of one request share. */
export interface GraphqlContext {
  readonly content: Content
  readonly req: RestRequest
  /** Of which collection the operation was that failed with an error: its `afterError` hooks run. */
  readonly failed: WeakMap<object, string>
}
