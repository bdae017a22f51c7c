import type { HookModule } from 'crochet'

/** Keeps the post `front-page` in step with the text that is edited together: a store of the one is a write of the other. */
export default ((app) => ({
  initialize() {
    app.hooks.on('onStoreDocument', {
      id: 'front-page',
      filter: { documentName: 'newsroom/front-page' },
      async handler({ document }) {
        const data = { title: 'Front page', body: document.getText('content').toString() }
        const { docs } = await app.find({ collection: 'posts', where: { slug: { equals: 'front-page' } }, limit: 1 })
        const [post] = docs
        if (post === undefined) await app.create({ collection: 'posts', data })
        else await app.update({ collection: 'posts', id: String(post['id']), data })
      },
    })
  },
})) satisfies HookModule
