import type { FastifyReply } from 'fastify'

/** Says that the answer depends on a header of the request, besides those already named. */
export function addVary(reply: FastifyReply, name: string): void {
  const given = reply.getHeader('vary')
  reply.header('vary', joinVary(given === undefined ? undefined : String(given), name))
}

/** @returns one list of what both name */
export function joinVary(one: string | undefined, other: string): string {
  if (one === undefined || one === '') return other
  const known = one.toLowerCase().split(/\s*,\s*/)
  const added = other.split(/\s*,\s*/).filter((name) => !known.includes(name.toLowerCase()))
  return [one, ...added].join(', ')
}
