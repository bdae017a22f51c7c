import type { Content, Untyped } from '@crochet/content'
import {
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
} from 'graphql'
import type { AuthActions } from '../../auth/auth-actions.ts'
import type { Visit } from '../../auth/visit.ts'
import { checkLocale } from '../../rest/query.ts'
import { follow, type Enforced, type Reading } from '../follow-ups.ts'
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

export type Args = Record<string, Untyped>

/** A call of the Local API for the request that is answered, with access enforced. */
export interface Call {
  readonly content: Content
  readonly actions: AuthActions
  readonly visit: Visit
  readonly circumstances: Enforced
  as(collection: string): Enforced & { collection: string }
  /** Leaves out what was not given, and what is `null`. */
  given<A extends Args>(args: A): Partial<A>
  /** Reads what could not be read with the documents, and gives them back. */
  complete<D>(docs: D, reading: Reading): Promise<D>
}

type RootField = Pick<GraphQLFieldConfig<unknown, GraphqlContext>, 'args' | 'resolve' | 'extensions'>

/**
 * A root field: one operation of the Local API. What it fails with is remembered with its collection.
 *
 * @param about `slug` of the collection, if it is one; `args` besides `locale`, which every operation takes; `cost`, where it is more
 *   than that of others
 */
export function operation(
  { slug, args: own, cost }: { slug?: string; args: GraphQLFieldConfigArgumentMap; cost?: number },
  run: (call: Call, args: Args, info: GraphQLResolveInfo) => Promise<unknown>,
): RootField {
  const resolve: GraphQLFieldResolver<unknown, GraphqlContext, Args> = async (...[, args, context, info]) => {
    const { content, actions, visit, failed } = context
    const locale = args['locale'] as string | null | undefined
    const circumstances: Enforced = {
      req: visit.req,
      overrideAccess: false,
      ...(typeof locale === 'string' && { locale }),
    }
    const call: Call = {
      content,
      actions,
      visit,
      circumstances,
      as: (collection) => ({ collection, ...circumstances }),
      given,
      async complete(docs, { followUps }) {
        if (followUps.length > 0) await follow({ content, circumstances }, docs, followUps)
        return docs
      },
    }
    try {
      if (typeof locale === 'string') checkLocale(locale)
      return await run(call, args, info)
    } catch (error) {
      if (slug !== undefined && typeof error === 'object' && error !== null) failed.set(error, slug)
      throw error
    }
  }
  return { args: { ...own, locale: { type: GraphQLString } }, resolve, extensions: operationExtension(cost) }
}

const given = <A extends Args>(args: A): Partial<A> =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined && value !== null)) as Partial<A>
