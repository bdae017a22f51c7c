import type { Content } from '@crochet/content'
import type { AuthActions } from '../auth/auth-actions.ts'
import type { Visit } from '../auth/visit.ts'

/** What the resolvers of one request share. */
export interface GraphqlContext {
  readonly content: Content
  readonly actions: AuthActions
  readonly visit: Visit
  /** Of which collection the operation was that failed with an error: its `afterError` hooks run. */
  readonly failed: WeakMap<object, string>
}
