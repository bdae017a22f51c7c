import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RestRequest } from '../rest-request.ts'
import type { Sender } from './credential.ts'

/** One request and its answer, as far as signing in and out is concerned: the same behind every door of HTTP. */
export interface Visit {
  readonly req: RestRequest
  readonly sender: Sender
  /** Token of the session that has begun with this request. */
  began: string | undefined
  /** An answer sets one cookie: the last one counts. @param value of `Set-Cookie` */
  setCookie(value: string): void
}

export function visitOf(request: FastifyRequest, reply: FastifyReply): Visit {
  return {
    req: request.rest,
    sender: request,
    began: undefined,
    setCookie(value) {
      reply.removeHeader('set-cookie')
      reply.header('set-cookie', value)
    },
  }
}
