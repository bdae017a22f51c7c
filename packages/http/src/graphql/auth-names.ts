import type { CollectionConfig } from '@crochet/content'
import { collectionNames } from './entity-names.ts'

/** What is called how for an auth collection, besides what every collection has. */
export interface AuthNames {
  readonly queries: { readonly me: string; readonly initialized: string }
  readonly mutations: {
    readonly login: string
    readonly logout: string
    readonly refreshToken: string
    readonly forgotPassword: string
    readonly resetPassword: string
    readonly unlock: string
  }
  /** Types of what is answered. */
  readonly types: {
    readonly me: string
    readonly login: string
    readonly refreshToken: string
    readonly resetPassword: string
  }
}

/** As Payload names them: `loginUser`, which answers with `usersLoginResult`. */
export function authNames(collection: CollectionConfig): AuthNames {
  const { one } = collectionNames(collection)
  const slug = collection.slug.replaceAll('-', '_')
  return {
    queries: { me: `me${one}`, initialized: `initialized${one}` },
    mutations: {
      login: `login${one}`,
      logout: `logout${one}`,
      refreshToken: `refreshToken${one}`,
      forgotPassword: `forgotPassword${one}`,
      resetPassword: `resetPassword${one}`,
      unlock: `unlock${one}`,
    },
    types: {
      me: `${slug}Me`,
      login: `${slug}LoginResult`,
      refreshToken: `${slug}Refreshed${one}`,
      resetPassword: `${slug}ResetPassword`,
    },
  }
}

/** Whether the documents of a collection are accounts. */
export const hasAccounts = ({ auth = false }: CollectionConfig): boolean => auth !== false
