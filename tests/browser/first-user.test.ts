import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, type Log } from 'crochet'
import { expect, test } from 'vitest'
import { launchChromium, missingChromium } from './chromium.ts'

const missing = missingChromium()
if (missing !== undefined) console.warn(`\n  NOT TESTED: the page of the first account, ${missing}\n`)
const skipped = missing !== undefined && process.env['CI'] !== 'true'

test.skipIf(skipped)(
  'the link in the log leads to a page that makes the first account and signs in, and keeps the token to itself',
  { timeout: 120_000 },
  async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'first-user-'))
    let link = ''
    const ignore = (): void => undefined
    const warn = (about: { link?: string }): void => void (link = about.link ?? link)
    const log = { warn, debug: ignore, info: ignore, error: ignore, fatal: ignore } as unknown as Log
    const collections = [{ slug: 'users', auth: true, fields: [] }]
    const config = { database: { url: 'memory:' }, collections }
    await using app = await createApp(config, { root: folder.path, log })
    const { url } = await app.listen({ port: 0, stopOnSignals: false })

    await using browser = await launchChromium()
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => void complaints.push(message.text()))
    page.on('pageerror', (error) => void complaints.push(error.message))
    const asked: string[] = []
    page.on('request', (request) => void asked.push(request.url()))

    await page.goto(link)
    await page.waitForURL(`${url}/api/users/first-register`)
    await page.getByLabel('Email').fill('ada@example.org')
    await page.getByLabel('Password').fill('correct horse')
    await page.getByRole('button').click()
    await page.getByText('Successfully registered first user.').waitFor()

    const me = await page.evaluate(async () => (await (await fetch('/api/users/me')).json()) as { user: unknown })
    expect(me.user).toMatchObject({ email: 'ada@example.org' })
    expect(await page.evaluate<string>('document.cookie')).toBe('')
    const token = new URL(link).hash.slice(1)
    expect(
      asked.filter((address) => new URL(address).pathname !== '/api/users/first-register' && address.includes(token)),
    ).toEqual([])
    expect(complaints).toEqual([])
  },
)
