import type { CollectionConfig, Content, Data, InAuthCollection, LoginResult } from '@crochet/content'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HttpLimits } from '../limits.ts'
import { bodyTypeProblem } from '../request-body.ts'
import { sendJson } from '../rest/json-answer.ts'
import { fieldsOf } from '../rest/json-body.ts'
import { readQuery } from '../rest/query.ts'
import { parseQueryString } from '../rest/query-string.ts'
import { json, takeJson } from '../rest/take-json.ts'
import { credentialOf, type SignIn } from './credential.ts'
import { firstUserPage } from './first-user-page.ts'

export interface AuthServices {
  readonly content: Content
  readonly limits: HttpLimits
  readonly signIn: SignIn
}

/** The routes of auth collections besides those of every collection, below `/api/<slug>`. Names and answers are those of Payload. */
export function authRoutes(app: FastifyInstance, services: AuthServices): void {
  const { content, limits } = services
  app.register(async (scope) => {
    takeJson(scope, limits)
    scope.addHook('onRequest', (request, _reply, done) => done(bodyTypeProblem(request, [json])))
    for (const collection of content.collections) {
      if (content.auth.collections.includes(collection.slug)) collectionAuthRoutes(scope, collection, services)
    }
  })
}

function collectionAuthRoutes(app: FastifyInstance, { slug, auth }: CollectionConfig, services: AuthServices): void {
  const { content, limits, signIn } = services
  const { cookie } = signIn
  const url = `/api/${slug}`
  const route = { config: { collection: slug } }
  const leavesTokensOut = typeof auth === 'object' && auth.removeTokenFromResponses === true

  const call = (request: FastifyRequest): InAuthCollection & { overrideAccess: false } => {
    readQuery(parseQueryString(request.url), [], limits)
    return { collection: slug, req: request.rest, overrideAccess: false }
  }
  const withData = (request: FastifyRequest): ReturnType<typeof call> & { data: Data } => ({
    ...call(request),
    data: fieldsOf(request.body),
  })
  const signedIn = (reply: FastifyReply, { user, token, exp }: LoginResult, message: string): FastifyReply => {
    reply.header('set-cookie', cookie.set(token, exp))
    return sendJson(reply, 200, { message, user, ...(leavesTokensOut ? {} : { token }), exp })
  }

  app.post(`${url}/login`, route, async (request, reply) =>
    signedIn(reply, await content.auth.login(withData(request)), 'Authentication Passed'),
  )

  app.post(`${url}/logout`, route, async (request, reply) => {
    const { allSessions, ...others } = parseQueryString(request.url)
    readQuery(others, [], limits)
    // Whatever becomes of it: a cookie that is good for nothing is in the way.
    reply.header('set-cookie', cookie.clear())
    const about = { collection: slug, req: request.rest, allSessions: allSessions === 'true' }
    await content.auth.logout(about)
    return sendJson(reply, 200, { message: 'Logout successful.' })
  })

  app.get(`${url}/me`, route, async (request, reply) => {
    const response = await content.auth.me(call(request))
    return sendJson(reply, 200, { ...response, message: 'Account' })
  })

  app.post(`${url}/refresh-token`, route, async (request, reply) => {
    const result = await content.auth.refresh(call(request))
    const credential = credentialOf(request, signIn)
    const token = credential?.kind === 'token' ? credential.token : ''
    const message = 'Token refresh successful.'
    // A page that has the token in a cookie never gets to see it.
    const isInHeader = credential?.from === 'header'
    if (!isInHeader) reply.header('set-cookie', cookie.set(token, Number(result['exp'])))
    return sendJson(reply, 200, { message, ...result, ...(isInHeader ? { refreshedToken: token } : {}) })
  })

  app.post(`${url}/forgot-password`, route, async (request, reply) => {
    content.auth.mailNewPassword(withData(request))
    return sendJson(reply, 200, { message: 'Success' })
  })

  app.post(`${url}/reset-password`, route, async (request, reply) =>
    signedIn(reply, await content.auth.resetPassword(withData(request)), 'Password reset successfully.'),
  )

  app.post(`${url}/unlock`, route, async (request, reply) => {
    await content.auth.unlock(withData(request))
    return sendJson(reply, 200, { message: 'Success' })
  })

  app.get(`${url}/init`, route, async (request, reply) => {
    call(request)
    return sendJson(reply, 200, { initialized: await content.auth.isInitialized(slug) })
  })

  app.post(`${url}/first-register`, route, async (request, reply) =>
    signedIn(reply, await content.auth.registerFirst(withData(request)), 'Successfully registered first user.'),
  )
  firstUserPage(app, `${url}/first-register`)
}
