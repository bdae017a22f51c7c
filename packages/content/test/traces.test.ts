import { expect, test } from 'vitest'
import type { CollectionConfig, Content, GlobalConfig, Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'

/**
 * What fires in each operation, in order: a file for each in `traces/`, a line for each hook point. Every hook point there is has an
 * observer, so a file also says what does not fire. Fields inside rows are named with their path.
 */

const fields: CollectionConfig['fields'] = [
  { name: 'title', type: 'text' },
  { name: 'seo', type: 'group', fields: [{ name: 'text', type: 'text' }] },
  { name: 'items', type: 'array', fields: [{ name: 'price', type: 'number' }] },
]
const posts: CollectionConfig = {
  slug: 'posts',
  access: open,
  fields,
  hooks: {
    afterChange: [
      ({ doc, context }) => {
        if (doc['id'] === context['refuse']) throw new Error('refused')
      },
    ],
  },
}
const settings: GlobalConfig = { slug: 'settings', fields }
const data = { title: 'A', seo: { text: 'a' }, items: [{ price: 1 }, { price: 2 }] }

/** Lines of what has fired since the last call. */
function record({ engine }: Opened): () => string {
  const lines: string[] = []
  const on = engine.on.bind(engine) as unknown as (name: string, handler: object) => void
  for (const name of engine.names()) {
    const handler = ({ path }: Untyped): void => void lines.push(/\.\d+\./.test(path) ? `${name} (${path})` : name)
    on(name, { stage: 'early', handler })
  }
  return () => `${lines.splice(0).join('\n')}\n`
}

const operations: Record<string, (content: Content, ids: readonly string[]) => Promise<unknown>> = {
  create: (content) => content.create({ collection: 'posts', data }),
  'find-by-id': (content, [id = '']) => content.findByID({ collection: 'posts', id }),
  find: (content) => content.find({ collection: 'posts' }),
  count: (content) => content.count({ collection: 'posts' }),
  'find-distinct': (content) => content.findDistinct({ collection: 'posts', field: 'title' }),
  update: (content, [id = '']) => content.update({ collection: 'posts', id, data: { title: 'B' } }),
  'bulk-update': (content) => content.update({ collection: 'posts', where: {}, data: { title: 'B' } }),
  'bulk-update-continue': (content, [id]) =>
    content.update({ collection: 'posts', where: {}, data: { title: 'C' }, context: { refuse: id } }),
  'bulk-update-abort': (content, [, id]) =>
    content
      .update({ collection: 'posts', where: {}, data: { title: 'C' }, context: { refuse: id }, onError: 'abort' })
      .catch(() => undefined),
  duplicate: (content, [id = '']) => content.duplicate({ collection: 'posts', id }),
  delete: (content, [id = '']) => content.delete({ collection: 'posts', id }),
  'bulk-delete': (content) => content.delete({ collection: 'posts', where: {} }),
  'find-global': (content) => content.findGlobal({ slug: 'settings' }),
  'update-global': (content) => content.updateGlobal({ slug: 'settings', data }),
}

test.each(Object.entries(operations))('what fires in order: %s', async (name, operate) => {
  await using app = await openContent({ collections: [posts], globals: [settings] })
  const ids: string[] = []
  for (const title of ['A', 'B']) {
    const items = title === 'A' ? data.items : []
    ids.push((await app.content.create({ collection: 'posts', data: { ...data, title, items } }))['id'])
  }
  await app.content.updateGlobal({ slug: 'settings', data: { title: 'A' } })
  const trace = record(app)
  await operate(app.content, ids)
  await expect(trace()).toMatchFileSnapshot(`./traces/${name}.txt`)
})
