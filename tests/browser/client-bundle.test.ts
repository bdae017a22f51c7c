import { createApp } from 'crochet'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../packages/crochet/src/log.ts'
import config from '../../examples/newsroom/crochet.config.ts'
import { buildPage, markedExample } from '../client/marked-example.ts'
import { launchChromium, missingChromium } from './chromium.ts'

const missing = missingChromium()
if (missing !== undefined) console.warn(`Not tested in a browser: ${missing}`)

describe.skipIf(missing !== undefined)('a page that imports the configuration', () => {
  test('shows its fields, and reads and writes documents with the client', async () => {
    using example = markedExample()
    await buildPage(example.root)
    const at = { root: example.root, log: createLog('silent') }
    await using app = await createApp({ ...config, modules: {}, database: { url: 'file:./page.db' } }, at)
    const { url } = await app.listen({ port: 0, stopOnSignals: false })
    const browser = await launchChromium()
    await using _ = { [Symbol.asyncDispose]: () => browser.close() }
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(url)

    const shown = async (id: string): Promise<unknown> => JSON.parse((await page.locator(`#${id}`).textContent()) ?? '')
    expect(await shown('refused')).toMatchObject({ name: 'ClientError', status: 404, code: 'NOT_FOUND' })
    expect(await shown('names')).toEqual(['posts', 'orders'])
    expect(await shown('config')).toMatchObject({
      collections: [
        { slug: 'posts', fields: [{ name: 'title', maxLength: 200 }, {}, {}, {}, {}, {}] },
        { slug: 'orders' },
        { slug: 'users', auth: true },
      ],
      globals: [{ slug: 'settings' }],
    })
    expect(await shown('found')).toMatchObject({ docs: [{ title: 'From the page' }], totalDocs: 1 })
    expect(complaints).toEqual([])
  })
})
