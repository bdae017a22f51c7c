/** Words whose plural is the same. */
const uncountable = new Set(['data', 'equipment', 'information', 'media', 'news', 'series', 'species', 'staff'])

/** `blog-posts`, `Blog posts` and `blogPosts` as `BlogPosts`: letters and digits only. @returns `''` when there are none */
export function pascalCase(text: string): string {
  const words =
    text
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .match(/[A-Za-z0-9]+/g) ?? []
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')
}

/** One document of what a slug names, as far as a rule can know; `labels` say it better. */
export function singularOf(slug: string): string {
  if (isUncountable(slug)) return slug
  return slug
    .replace(/ies$/i, 'y')
    .replace(/(ss|x|z|ch|sh)es$/i, '$1')
    .replace(/(?<!s|u|i)s$/i, '')
}

/** Several documents of what a slug names. */
export function pluralOf(slug: string): string {
  if (isUncountable(slug) || singularOf(slug) !== slug) return slug
  if (/[^aeiou]y$/i.test(slug)) return slug.replace(/y$/i, 'ies')
  return /(s|x|z|ch|sh)$/i.test(slug) ? `${slug}es` : `${slug}s`
}

const isUncountable = (slug: string): boolean => uncountable.has(slug.split('-').at(-1)?.toLowerCase() ?? '')
