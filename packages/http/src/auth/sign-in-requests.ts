import type { Content } from '@crochet/content'
import type { FastifyInstance } from 'fastify'
import { credentialOf, type SignIn } from './credential.ts'

/**
 * Gives every request its user, before any route sees it. A credential that is not good makes the request nobody's, as if it had none:
 * what nobody may do is refused further on. Requests without one are not held up.
 */
export function signInRequests(app: FastifyInstance, content: Content, signIn: SignIn): void {
  if (content.auth.collections.length === 0) return
  app.addHook('onRequest', (request, _reply, done) => {
    const credential = credentialOf(request, signIn)
    if (credential === undefined) return done()
    content.auth.authenticate(credential).then((user) => {
      request.rest.user = user
      done()
    }, done)
  })
}
