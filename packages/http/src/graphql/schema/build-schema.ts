import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { hasAccounts } from '../auth-names.ts'
import type { Served } from '../entity-names.ts'
import { authMutations, authQueries } from './auth-fields.ts'
import { ChoiceTypes } from './choice-types.ts'
import { collectionMutations, collectionQueries } from './collection-fields.ts'
import { DocumentTypes } from './document-types.ts'
import { globalMutations, globalQueries } from './global-fields.ts'
import { InputTypes } from './input-types.ts'
import { SelectionReader } from './read-selection.ts'
import type { RootTypes } from './root-types.ts'
import {
  collectionVersionMutations,
  collectionVersionQueries,
  globalVersionMutations,
  globalVersionQueries,
} from './version-fields.ts'
import { WhereTypes } from './where-types.ts'

/**
 * The schema of a configuration (spec: content.md, "GraphQL"): queries and mutations for each collection and global, and
 * those about sessions for auth collections. Everybody sees
 * the same schema; who may do and read what is decided by the content engine, as at every other door.
 *
 * @param deepest how many relationships may follow each other
 */
export function buildSchema(served: Served, deepest: number): GraphQLSchema {
  const { collections, globals } = served
  const choices = new ChoiceTypes()
  const where = new WhereTypes(collections, choices)
  const types: RootTypes = {
    where,
    documents: new DocumentTypes(served, { choices, where }),
    inputs: new InputTypes(collections, choices),
    selections: new SelectionReader(where, deepest),
  }
  const accounts = collections.filter(hasAccounts)
  const queries = {
    ...Object.assign({}, ...collections.map((collection) => collectionQueries(collection, types))),
    ...Object.assign({}, ...accounts.map((collection) => authQueries(collection, types))),
    ...Object.assign({}, ...collections.map((collection) => collectionVersionQueries(collection, types))),
    ...Object.assign({}, ...globals.map((global) => globalQueries(global, types))),
    ...Object.assign({}, ...globals.map((global) => globalVersionQueries(global, types))),
  }
  const mutations = {
    ...Object.assign({}, ...collections.map((collection) => collectionMutations(collection, types))),
    ...Object.assign({}, ...accounts.map((collection) => authMutations(collection, types))),
    ...Object.assign({}, ...collections.map((collection) => collectionVersionMutations(collection, types))),
    ...Object.assign({}, ...globals.map((global) => globalMutations(global, types))),
    ...Object.assign({}, ...globals.map((global) => globalVersionMutations(global, types))),
  }
  const isEmpty = Object.keys(queries).length === 0
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: isEmpty ? { _: { type: GraphQLString } } : queries }),
    ...(isEmpty ? {} : { mutation: new GraphQLObjectType({ name: 'Mutation', fields: mutations }) }),
  })
}
