import type { Hooks } from '@crochet/hooks'
import type { ContentConfig } from '../config/check.ts'
import type { FieldConfig } from '../config/field-config.ts'
import { blocksOf, fieldsIn, fieldsOfLevel } from '../config/fields-of-level.ts'

/** Handlers by hook point, as the configuration has them. */
type Lists = object | undefined

/** Attaches every handler of the configuration, each stamped with its path (`collections.posts.hooks.beforeChange[0]`). */
export function attachConfigured(hooks: Hooks, config: ContentConfig): void {
  hooks.batch(() => {
    for (const collection of config.collections ?? []) {
      const path = `collections.${collection.slug}`
      attachLists(hooks, collection.hooks, { owner: `${collection.slug}:`, path })
      attachFields(hooks, collection.fields, { owner: collection.slug, path: `${path}.fields` })
    }
    for (const global of config.globals ?? []) {
      const path = `globals.${global.slug}`
      attachLists(hooks, global.hooks, { owner: `globals/${global.slug}:`, path })
      attachFields(hooks, global.fields, { owner: `globals/${global.slug}`, path: `${path}.fields` })
    }
    attachLists(hooks, config.hooks, { owner: '', path: '' })
  })
}

/** What hook points are called there, and where that is in the configuration. */
interface Place {
  readonly owner: string
  readonly path: string
}

function attachFields(hooks: Hooks, fields: readonly FieldConfig[], place: Place): void {
  for (const { config, path } of fieldsOfLevel(fields, place.path)) {
    const owner = `${place.owner}.${config.name}`
    attachLists(hooks, config.hooks, { owner: `${owner}:`, path })
    attachFields(hooks, fieldsIn(config), { owner, path: `${path}.fields` })
    for (const { slug, fields: inside } of blocksOf(config)) {
      attachFields(hooks, inside, { owner: `${owner}.${slug}`, path: `${path}.blocks.${slug}.fields` })
    }
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
