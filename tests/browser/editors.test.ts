import { mkdirSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, missingChromium } from './chromium.ts'
import { startCollaboration, type CollaborationServer } from './collaboration-server.ts'
import { openEditor, type EditorPage } from './editors-page.ts'
import { serveEditors } from './editors-site.ts'

const missing = missingChromium()
if (missing !== undefined) console.warn(`\n  NOT TESTED: TipTap and CodeMirror in a browser, ${missing}\n`)
const skipped = missing !== undefined && process.env['CI'] !== 'true'

const dataFolder = () => mkdtempDisposable(join(tmpdir(), 'editors-'))
const people = [
  { name: 'Ada', color: 'b00020' },
  { name: 'Edgar', color: '00629b' },
  { name: 'Grace', color: '2e7d32' },
  { name: 'Linus', color: '6a1b9a' },
]

/** What each author has typed so far; each has an alphabet, of which no letter comes twice. */
const alphabets = [letters('a'), letters('A'), letters('α'), letters('а')]

function letters(first: string): string {
  const code = first.codePointAt(0) ?? 0
  return Array.from({ length: 17 }, (_, index) => String.fromCodePoint(code + index)).join('')
}

/** The same words for everybody, so that a round of typing is: everybody types the next letters of their own. */
const typed = (round: number): string[] => alphabets.map((alphabet) => alphabet.slice(0, round * 5))
const next = (author: number, round: number): string => alphabets[author]?.slice((round - 1) * 5, round * 5) ?? ''

const pictures = join(import.meta.dirname, '..', '..', 'test-results')

async function picture(pages: EditorPage[], name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  await Promise.all(pages.map((each) => each.page.screenshot({ path: join(pictures, `${name}-${each.name}.png`) })))
}

describe.skipIf(skipped)(`editors in a browser${skipped ? ` (skipped: ${missing})` : ''}`, { timeout: 180_000 }, () => {
  let browser: Browser
  let site: Awaited<ReturnType<typeof serveEditors>>
  beforeAll(async () => {
    if (missing !== undefined) throw new Error(missing)
    ;[browser, site] = await Promise.all([launchChromium(), serveEditors()])
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await site?.[Symbol.asyncDispose]()
  })

  /** Windows of the first people with these editors. */
  async function openAll(kinds: ('rich' | 'plain')[], server: CollaborationServer): Promise<EditorPage[]> {
    return Promise.all(
      kinds.map((editor, index) =>
        openEditor(browser, {
          site: site.url,
          server: server.url,
          editor,
          ...(people[index] ?? { name: '', color: '' }),
        }),
      ),
    )
  }

  for (const [editor, title] of [
    ['rich', 'TipTap'],
    ['plain', 'CodeMirror'],
  ] as const) {
    test(`three ${title} pages type at once; one goes offline, the server is killed: all converge, nothing is lost`, async () => {
      await using data = await dataFolder()
      await using first = await startCollaboration({ dataDir: data.path })
      await using windows = new AsyncDisposableStack()
      const pages = await openAll([editor, editor, editor], first)
      for (const page of pages) windows.use(page)
      const [ada, edgar, grace] = pages as [EditorPage, EditorPage, EditorPage]

      await Promise.all(pages.map((page, author) => page.write(next(author, 1))))
      await Promise.all(pages.map((page) => page.shows(...typed(1).slice(0, 3))))
      for (const page of pages) {
        for (const other of pages) if (other !== page) await page.showsCaretOf(other.name)
      }
      await picture(pages, `${editor}-together`)

      await ada.context.setOffline(true)
      await ada.connection('offline')
      await Promise.all([ada.write(next(0, 2)), edgar.write(next(1, 2))])
      await Promise.all([edgar, grace].map((page) => page.shows(typed(1)[0] ?? '', typed(2)[1] ?? '')))
      await edgar.saved()

      await first.kill()
      await Promise.all([edgar.connection('offline'), grace.connection('offline')])
      await Promise.all([ada.write(next(0, 3)), edgar.write(next(1, 3)), grace.write(next(2, 2) + next(2, 3))])
      await picture(pages, `${editor}-apart`)

      await using second = await startCollaboration({ dataDir: data.path, port: first.port })
      await Promise.all([edgar.connection('online'), grace.connection('online')])
      await ada.context.setOffline(false)
      await Promise.all(pages.map((page) => page.shows(...typed(3).slice(0, 3))))
      await Promise.all(pages.map((page) => page.saved()))
      const texts = await Promise.all(pages.map((page) => page.text()))
      expect(new Set(texts).size).toBe(1)

      // What a newcomer gets comes from the journal: the pages are closed, and the server is another one.
      await windows.disposeAsync()
      await second.kill()
      await using third = await startCollaboration({ dataDir: data.path })
      await using late = await openEditor(browser, {
        site: site.url,
        server: third.url,
        editor,
        name: 'Late',
        color: '000000',
      })
      await late.shows(...typed(3).slice(0, 3))
      expect([await late.text()]).toEqual([...new Set(texts)])
      expect([...pages, late].flatMap((page) => page.complaints())).toEqual([])
    })
  }

  test('TipTap and CodeMirror pages in one document: each kind shows its own text and carets, and no other', async () => {
    await using data = await dataFolder()
    await using server = await startCollaboration({ dataDir: data.path })
    await using windows = new AsyncDisposableStack()
    const pages = await openAll(['rich', 'plain', 'rich', 'plain'], server)
    for (const page of pages) windows.use(page)
    const [rich1, plain1, rich2, plain2] = pages as [EditorPage, EditorPage, EditorPage, EditorPage]

    await Promise.all(pages.map((page, author) => page.write(next(author, 1))))
    const [first = '', second = '', third = '', fourth = ''] = typed(1)
    await Promise.all([rich1, rich2].map((page) => page.shows(first, third)))
    await Promise.all([plain1, plain2].map((page) => page.shows(second, fourth)))
    await Promise.all([
      rich1.showsCaretOf(rich2.name),
      rich2.showsCaretOf(rich1.name),
      plain1.showsCaretOf(plain2.name),
      plain2.showsCaretOf(plain1.name),
    ])
    await picture(pages, 'both')
    // Two authors who both find it empty may have made a paragraph each.
    expect((await rich1.text()).replace('\n', '')).toHaveLength(10)
    expect(await plain1.text()).toHaveLength(10)
    expect(await rich1.page.locator('.collaboration-carets__label').allTextContents()).toEqual([rich2.name])
    expect(await plain1.page.locator('.cm-ySelectionInfo').allTextContents()).toEqual([plain2.name])
    expect(pages.flatMap((page) => page.complaints())).toEqual([])
  })
})
