import type { Content, Untyped } from '@crochet/content'
import type { GraphQLFieldConfig, GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql'
import type { RestRequest } from '../../rest-request.ts'
import { follow, type Reading } from '../follow-ups.ts'
import type { GraphqlContext } from '../graphql-context.ts'
import type { DocumentTypes } from './document-types.ts'
import { operationExtension } from './field-role.ts'
import type { InputTypes } from './input-types.ts'
import type { SelectionReader } from './read-selection.ts'
import type { WhereTypes } from './where-types.ts'

/** What root fields are made from. */
export interface RootTypes {
  readonly documents: DocumentTypes
  readonly inputs: InputTypes
  readonly where: WhereTypes
  readonly selections: SelectionReader
}

type Args = Record<string, Untyped>

/** A call of the Local API for the request that is answered, with access enforced. */
interface Call {
  readonly content: Content
  readonly req: RestRequest
  as(collection: string): { collection: string; req: RestRequest; overrideAccess: false }
  /** Leaves out what was not given, and what is `null`. */
  given<A extends Args>(args: A): Partial<A>
  /** Reads what could not be read with the documents, and gives them back. */
  complete<D>(docs: D, reading: Reading): Promise<D>
}

/**
 * A root field: one operation of the Local API. What it fails with is remembered with its collection.
 *
 * @param slug of the collection; `undefined` for a global
 */
export function operation(
  slug: string | undefined,
  run: (call: Call, args: Args, info: GraphQLResolveInfo) => Promise<unknown>,
): Pick<GraphQLFieldConfig<unknown, GraphqlContext>, 'resolve' | 'extensions'> {
  const resolve: GraphQLFieldResolver<unknown, GraphqlContext, Args> = async (...[, args, context, info]) => {
    const { content, req, failed } = context
    const call: Call = {
      content,
      req,
      as: (collection) => ({ collection, req, overrideAccess: false }),
      given,
      async complete(docs, { followUps }) {
        if (followUps.length > 0) await follow({ content, req }, docs, followUps)
        return docs
      },
    }
    try {
      return await run(call, args, info)
    } catch (error) {
      if (slug !== undefined && typeof error === 'object' && error !== null) failed.set(error, slug)
      throw error
    }
  }
  return { resolve, extensions: operationExtension }
}

const given = <A extends Args>(args: A): Partial<A> =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined && value !== null)) as Partial<A>
