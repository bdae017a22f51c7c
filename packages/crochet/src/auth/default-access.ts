import { hasVersions } from '@crochet/content'
import type { CrochetConfig } from '../config.ts'

/**
 * Which operations have no access rule, and what that means, as lines for the boot report (spec: content.md, "Access").
 *
 * @param hasAuth whether anybody can sign in
 */
export function defaultAccessLines({ collections = [], globals = [] }: CrochetConfig, hasAuth: boolean): string[] {
  const without = (names: readonly string[], access: object = {}): string[] =>
    names.filter((name) => (access as Readonly<Record<string, unknown>>)[name] === undefined)
  const ofVersions = (entity: object): string[] => (hasVersions(entity) ? ['readVersions'] : [])
  const all: [string, string[]][] = [
    ...collections.map((collection): [string, string[]] => [
      collection.slug,
      without(['create', 'read', 'update', 'delete', ...ofVersions(collection)], collection.access),
    ]),
    ...globals.map((global): [string, string[]] => [
      `globals/${global.slug}`,
      without(['read', 'update', ...ofVersions(global)], global.access),
    ]),
  ]
  const open = all.filter(([, names]) => names.length > 0)
  if (open.length === 0) return []
  const list = open.map(([slug, names]) => `${slug} (${names.join(', ')})`).join(', ')
  const meaning = hasAuth
    ? 'for signed-in users, since they have no rule'
    : 'refused, since they have no rule and no collection has `auth` (unless a hook sets `req.user`)'
  return ['access', `  ${meaning}: ${list}`]
}
