import type { Hooks } from '@crochet/hooks'
import type { ContentConfig } from '../config/check.ts'
import type { FieldConfig } from '../config/field-config.ts'

/** Handlers by hook point, as the configuration has them. */
type Lists = object | undefined

/** Attaches every handler of the configuration, each stamped with its path (`collections.posts.hooks.beforeChange[0]`). */
export function attachConfigured(hooks: Hooks, config: ContentConfig): void {
  hooks.batch(() => {
    for (const collection of config.collections ?? []) {
      const path = `collections.${collection.slug}`
      attachLists(hooks, collection.hooks, { owner: `${collection.slug}:`, path })
      attachFields(hooks, collection.fields, { owner: collection.slug, path })
    }
    for (const global of config.globals ?? []) {
      const path = `globals.${global.slug}`
      attachLists(hooks, global.hooks, { owner: `globals/${global.slug}:`, path })
      attachFields(hooks, global.fields, { owner: `globals/${global.slug}`, path })
    }
    attachLists(hooks, config.hooks, { owner: '', path: '' })
  })
}

interface Place {
  readonly owner: string
  readonly path: string
}

function attachFields(hooks: Hooks, fields: readonly FieldConfig[], place: Place): void {
  for (const field of fields) {
    const inner = { owner: `${place.owner}.${field.name}`, path: `${place.path}.fields.${field.name}` }
    attachLists(hooks, field.hooks, { owner: `${inner.owner}:`, path: inner.path })
    if ('fields' in field) attachFields(hooks, field.fields, inner)
  }
}

function attachLists(hooks: Hooks, lists: Lists, { owner, path }: Place): void {
  for (const [point, handlers] of Object.entries(lists ?? {})) {
    for (const [index, handler] of ((handlers as readonly unknown[] | undefined) ?? []).entries()) {
      const name = [path, `hooks.${point}[${index}]`].filter(Boolean).join('.')
      // Checked with the configuration; the engine checks the shape of the handler once more.
      const view = hooks.from({ source: 'config', name }) as unknown as { on(name: string, handler: unknown): void }
      view.on(`${owner}${point}`, handler)
    }
  }
}
