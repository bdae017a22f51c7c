import type { Browser, BrowserContext, Page } from 'playwright-core'

interface Options {
  /** Address of the page. */
  site: string
  /** Address of the collaboration server. */
  server: string
  /** TipTap or CodeMirror. */
  editor: 'rich' | 'plain'
  name: string
  /** `rrggbb` */
  color: string
}

/** Somebody's window with an editor in it. */
export interface EditorPage extends AsyncDisposable {
  name: string
  page: Page
  context: BrowserContext
  /** Puts the cursor at the end of the text and types. */
  write: (text: string) => Promise<void>
  /** The text as it is on the page, a line for each paragraph, without the names at the carets. */
  text: () => Promise<string>
  /**
   * Waits until exactly this is on the page from each author, in order, whatever the others put in between: every author
   * has letters of its own. If that does not come, the error says what is there instead.
   */
  shows: (...typed: string[]) => Promise<void>
  /** Waits until the caret of this person is drawn in the text. */
  showsCaretOf: (name: string) => Promise<void>
  connection: (state: 'online' | 'offline') => Promise<void>
  /** Waits until the server has acknowledged everything written here. */
  saved: () => Promise<void>
  /** What went wrong in the page, but for sockets that could not be opened. */
  complaints: () => string[]
}

const selectors = {
  rich: { text: '.tiptap', carets: '.collaboration-carets__label' },
  plain: { text: '.cm-content', carets: '.cm-ySelectionInfo' },
}

/** Opens the page and waits until the document is there. */
export async function openEditor(browser: Browser, options: Options): Promise<EditorPage> {
  const { site, server, editor, name, color } = options
  const context = await browser.newContext({ viewport: { width: 640, height: 360 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message))
  page.on('console', (message) => {
    const expected = /WebSocket connection to|net::ERR_/.test(message.text())
    if (message.type() === 'error' && !expected) complaints.push(message.text())
  })
  const { text: textSelector, carets } = selectors[editor]
  const connection: EditorPage['connection'] = (state) => page.locator(`#connection[data-state=${state}]`).waitFor()
  const saved: EditorPage['saved'] = () => page.locator('#save[data-state=saved]').waitFor()
  const root = page.locator(textSelector)
  const text = (): Promise<string> =>
    root.evaluate((element, names) => {
      const copy = element.cloneNode(true) as typeof element
      for (const caret of copy.querySelectorAll(names)) caret.remove()
      return [...copy.children].map((line) => line.textContent.replaceAll('\u2060', '')).join('\n')
    }, carets)
  await page.goto(`${site}?${new URLSearchParams({ server, editor, name, color, document: 'front page' })}`)
  await Promise.all([connection('online'), saved()])

  return {
    name,
    page,
    context,
    write: async (words) => {
      await root.click()
      await page.keyboard.press('ControlOrMeta+End')
      await page.keyboard.type(words)
    },
    text,
    shows: async (...typed) => {
      const found = page.waitForFunction(
        ([element, names, wanted]) => {
          const copy = element?.cloneNode(true) as typeof element
          for (const caret of copy?.querySelectorAll(names) ?? []) caret.remove()
          const shown = [...(copy?.textContent ?? '')]
          return wanted.every(
            (letters: string) => shown.filter((letter) => letters.includes(letter)).join('') === letters,
          )
        },
        [await root.elementHandle(), carets, typed] as const,
      )
      await found.catch(async (cause: unknown) => {
        throw new Error(`${name} does not show ${typed.join(' and ')} but:\n${await text()}`, { cause })
      })
    },
    showsCaretOf: (person) => page.locator(carets, { hasText: person }).first().waitFor({ state: 'attached' }),
    connection,
    saved,
    complaints: () => complaints,
    [Symbol.asyncDispose]: () => context.close(),
  }
}
