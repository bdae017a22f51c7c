import type { HookModule } from 'crochet'

const paragraph = (text: string): object => ({ type: 'paragraph', content: [{ type: 'text', text }] })

const frontPage = {
  title: 'Front page',
  body: {
    type: 'doc',
    content: [
      paragraph('Welcome to the newsroom. Open this page in a second window and write in both.'),
      paragraph('Give an item a negative price, or take the title away: the hooks object, in every window.'),
    ],
  },
  items: [
    { name: 'Tram fare', price: 2.4 },
    { name: 'Coffee', price: 3 },
  ],
}

/** There is a post to begin with, so that the page has something to open. */
export default ((app) => ({
  async initialize() {
    const { totalDocs } = await app.count({ collection: 'posts' })
    if (totalDocs === 0) await app.create({ collection: 'posts', data: frontPage })
  },
})) satisfies HookModule
