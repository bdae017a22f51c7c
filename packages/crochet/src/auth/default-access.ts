import type { CrochetConfig } from '../config.ts'

/**
 * Which operations have no access rule, and what that means, as lines for the boot report (spec: content.md, "Access").
 *
 * @param hasAuth whether anybody can sign in
 */
export function defaultAccessLines({ collections = [], globals = [] }: CrochetConfig, hasAuth: boolean): string[] {
  const without = (names: readonly string[], access: object = {}): string[] =>
    names.filter((name) => (access as Readonly<Record<string, unknown>>)[name] === undefined)
  const open = [
    ...collections.map(({ slug, access }) => [slug, without(['create', 'read', 'update', 'delete'], access)] as const),
    ...globals.map(({ slug, access }) => [`globals/${slug}`, without(['read', 'update'], access)] as const),
  ].filter(([, names]) => names.length > 0)
  if (open.length === 0) return []
  const list = open.map(([slug, names]) => `${slug} (${names.join(', ')})`).join(', ')
  const meaning = hasAuth
    ? 'for signed-in users, since they have no rule'
    : 'refused, since they have no rule and no collection has `auth` (unless a hook sets `req.user`)'
  return ['access', `  ${meaning}: ${list}`]
}
