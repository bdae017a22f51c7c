import { isPlainObject } from '@crochet/hooks'
import type { Content } from '@crochet/content'
import type { FieldNode } from 'graphql'
import type { RestRequest } from '../rest-request.ts'
import type { DocumentArgs } from './selection.ts'

/** What is read for a selection: with one call, and what could not be had with it. */
export interface Reading {
  readonly args: DocumentArgs
  readonly followUps: readonly FollowUp[]
}

/**
 * A join that the read of its documents cannot bring along: it has arguments and is inside of a relationship, or it is asked for a
 * second time with others. It is read afterwards, for all documents of its place together.
 */
export interface FollowUp {
  /** From the documents that were read to those that have the join. */
  readonly path: readonly Step[]
  /** Slug of the collection whose join it is. */
  readonly slug: string
  readonly name: string
  /** The places of the query that ask for it. */
  readonly nodes: readonly FieldNode[]
  readonly reading: Reading
}

/** Into a field; `only` of objects that have this value. */
export interface Step {
  readonly key: string
  readonly only?: { readonly key: string; readonly is: string } | undefined
}

/** As whoever sends the request, with access enforced. */
export interface Enforced {
  readonly req: RestRequest
  readonly overrideAccess: false
  readonly locale?: string
}

type Doc = Record<string, unknown>

/** At most as many as a page has. */
const atOnce = 250

const found = new WeakMap<object, Map<FieldNode, unknown>>()

/** Reads what is missing, as whoever sends the request. @param root the documents that were read, or one */
export async function follow(
  { content, circumstances }: { content: Content; circumstances: Enforced },
  root: unknown,
  followUps: readonly FollowUp[],
): Promise<void> {
  for (const { path, slug: collection, name, nodes, reading } of followUps) {
    const owners = documentsAt(root, path)
    const ids = [...new Set(owners.map((owner) => owner['id']))]
    const joined = new Map<unknown, unknown>()
    for (let start = 0; start < ids.length; start += atOnce) {
      const where = { id: { in: ids.slice(start, start + atOnce) } }
      const call = { collection, where, limit: atOnce, pagination: false, ...circumstances }
      const { docs } = await content.find({ ...call, ...structuredClone(reading.args) })
      await follow({ content, circumstances }, docs, reading.followUps)
      for (const doc of docs) joined.set(doc['id'], doc[name])
    }
    for (const owner of owners) for (const node of nodes) keep(owner, node, joined.get(owner['id']))
  }
}

/** What was read afterwards for a place of the query; `undefined` when it came with the document. */
export const followedUp = (owner: object, node: FieldNode): { readonly joined: unknown } | undefined => {
  const places = found.get(owner)
  return places?.has(node) === true ? { joined: places.get(node) } : undefined
}

function keep(owner: object, node: FieldNode, joined: unknown): void {
  const places = found.get(owner) ?? new Map<FieldNode, unknown>()
  found.set(owner, places.set(node, joined))
}

/** Ids in the place of documents lead nowhere. */
function documentsAt(value: unknown, path: readonly Step[]): Doc[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown) => documentsAt(one, path))
  if (!isPlainObject(value)) return []
  const [step, ...rest] = path
  if (step === undefined) return [value]
  const isMeant = step.only === undefined || value[step.only.key] === step.only.is
  return isMeant ? documentsAt(value[step.key], rest) : []
}
