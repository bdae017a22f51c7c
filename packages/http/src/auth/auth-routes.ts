import type { CollectionConfig, Content, Data } from '@crochet/content'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HttpLimits } from '../limits.ts'
import { bodyTypeProblem } from '../request-body.ts'
import { sendJson } from '../rest/json-answer.ts'
import { fieldsOf } from '../rest/json-body.ts'
import { readQuery } from '../rest/query.ts'
import { parseQueryString } from '../rest/query-string.ts'
import { json, takeJson } from '../rest/take-json.ts'
import type { Asked, AuthActions, SignedIn } from './auth-actions.ts'
import { firstUserPage } from './first-user-page.ts'
import { visitOf } from './visit.ts'

export interface AuthServices {
  readonly content: Content
  readonly limits: HttpLimits
  readonly actions: AuthActions
}

/**
 * The routes of auth collections besides those of every collection, below `/api/<slug>`. Names and answers are those of Payload. A
 * collection with `endpoints: false` has none of these either.
 */
export function authRoutes(app: FastifyInstance, services: AuthServices): void {
  const { content, limits } = services
  app.register(async (scope) => {
    takeJson(scope, limits)
    scope.addHook('onRequest', (request, _reply, done) => done(bodyTypeProblem(request, [json])))
    for (const collection of content.collections) {
      const isServed = content.auth.collections.includes(collection.slug) && collection.endpoints !== false
      if (isServed) collectionAuthRoutes(scope, collection, services)
    }
  })
}

function collectionAuthRoutes(app: FastifyInstance, { slug }: CollectionConfig, services: AuthServices): void {
  const { content, limits, actions } = services
  const url = `/api/${slug}`
  const route = { config: { collection: slug } }

  const call = (request: FastifyRequest, query = parseQueryString(request.url)): Asked => {
    readQuery(query, [], limits)
    return { collection: slug, req: request.rest, overrideAccess: false }
  }
  const withData = (request: FastifyRequest): Asked & { data: Data } => ({
    ...call(request),
    data: fieldsOf(request.body),
  })
  const tell = (reply: FastifyReply, message: string, answer: SignedIn): FastifyReply =>
    sendJson(reply, 200, { message, ...answer })

  app.post(`${url}/login`, route, async (request, reply) => {
    const signedIn = await actions.login(visitOf(request, reply), withData(request))
    return tell(reply, 'Authentication Passed', signedIn)
  })

  app.post(`${url}/logout`, route, async (request, reply) => {
    const { allSessions, ...others } = parseQueryString(request.url)
    const asked = { ...call(request, others), allSessions: allSessions === 'true' }
    return sendJson(reply, 200, { message: await actions.logout(visitOf(request, reply), asked) })
  })

  app.get(`${url}/me`, route, async (request, reply) => {
    const response = await content.auth.me(call(request))
    return sendJson(reply, 200, { ...response, message: 'Account' })
  })

  app.post(`${url}/refresh-token`, route, async (request, reply) => {
    const result = await actions.refresh(visitOf(request, reply), call(request))
    return sendJson(reply, 200, { message: 'Token refresh successful.', ...result })
  })

  app.post(`${url}/forgot-password`, route, async (request, reply) => {
    content.auth.mailNewPassword(withData(request))
    return sendJson(reply, 200, { message: 'Success' })
  })

  app.post(`${url}/reset-password`, route, async (request, reply) => {
    const signedIn = await actions.resetPassword(visitOf(request, reply), withData(request))
    return tell(reply, 'Password reset successfully.', signedIn)
  })

  app.post(`${url}/unlock`, route, async (request, reply) => {
    await content.auth.unlock(withData(request))
    return sendJson(reply, 200, { message: 'Success' })
  })

  app.get(`${url}/init`, route, async (request, reply) => {
    call(request)
    return sendJson(reply, 200, { initialized: await content.auth.isInitialized(slug) })
  })

  app.post(`${url}/first-register`, route, async (request, reply) => {
    const signedIn = await actions.registerFirst(visitOf(request, reply), withData(request))
    return tell(reply, 'Successfully registered first user.', signedIn)
  })
  firstUserPage(app, `${url}/first-register`)
}
