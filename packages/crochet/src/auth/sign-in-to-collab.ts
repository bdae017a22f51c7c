import type { Content, Credential, User } from '@crochet/content'
import type { Hooks } from '@crochet/hooks'
import { credentialOfUpgrade, inAuthorization, type SignIn } from '@crochet/http'
import type { OnAuthenticatePayload } from '@crochet/realtime'
import { AppError } from '../errors.ts'
import { SignedInConnections, type ConnectionServices } from './signed-in-connections.ts'

export interface CollabSignIn extends Omit<ConnectionServices, 'auth'> {
  readonly hooks: Hooks
  readonly content: Content
  readonly signIn: SignIn
  /**
   * Whether whoever is not signed in is refused a document. An application with an `onAuthenticate` of its own decides that itself, and
   * of a live document its access rules do.
   */
  readonly mustSignIn: (documentName: string) => boolean
}

/**
 * The collaboration server's sign-in where there are auth collections: the token that a client sends is that of a session, or
 * `<slug> API-Key <key>`; a client that sends none is known by the cookie of its page. The account is `user` in the context of the
 * connection, which ends with the session.
 *
 * @returns what stops watching connections
 */
export function signInToCollab({ hooks, content, signIn, mustSignIn, ...services }: CollabSignIn): Disposable {
  const connections = new SignedInConnections({ ...services, auth: content.auth })
  /** By the one object that belongs to a connection from its first question on, and that no hook can replace. */
  const users = new WeakMap<object, User>()
  const engine = hooks.from({ source: 'code', name: 'auth' })

  engine.on('onAuthenticate', {
    id: 'auth',
    stage: 'early',
    async handler(payload) {
      const credential = credentialIn(payload, signIn)
      const user = credential === undefined ? null : await content.auth.authenticate(credential)
      if (user === null && mustSignIn(payload.documentName)) throw new Refused()
      if (user === null) return undefined
      users.set(payload.connectionConfig, user)
      return { user }
    },
  })
  engine.on('connected', {
    id: 'auth',
    stage: 'early',
    handler({ connection, connectionConfig }) {
      const user = users.get(connectionConfig)
      if (user !== undefined) connections.watch(connection, user)
    },
  })
  engine.on('onTokenSync', {
    id: 'auth',
    stage: 'early',
    async handler({ token, connection }) {
      const before = connections.userOf(connection)
      const credential = credentialOfToken(token)
      const user = credential === undefined ? null : await content.auth.authenticate(credential)
      if (before === undefined) {
        // Somebody has signed in who was nobody, unless the application has its own idea of who it is.
        if (user === null || connection.context['user'] !== undefined) return undefined
        connections.watch(connection, user)
        return { user }
      }
      // Another account opens a connection of its own.
      if (user === null || user.id !== before.id || user.collection !== before.collection) throw new Refused()
      connections.watch(connection, user)
      return { user }
    },
  })
  return connections
}

function credentialIn(payload: OnAuthenticatePayload, signIn: SignIn): Credential | undefined {
  if (payload.token !== '') return credentialOfToken(payload.token)
  const headers = { ...Object.fromEntries(payload.requestHeaders), host: new URL(payload.request.url).host }
  return credentialOfUpgrade(headers, signIn)
}

const credentialOfToken = (token: string): Credential | undefined =>
  inAuthorization(token) ?? (token === '' ? undefined : { kind: 'token', token })

/** `reason` is what the client is told. */
class Refused extends AppError {
  readonly reason = 'Please sign in'

  constructor() {
    super('APP_SIGN_IN', 'Nobody is signed in who could open this document.')
  }
}
