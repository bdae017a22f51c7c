import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'

/** The newsroom's page, open in a window of its own. */
export interface NewsroomPage extends AsyncDisposable {
  page: Page
  /** The text that is written together. */
  editor: Locator
  /** Puts the cursor at the end of the text and types. */
  write: (text: string) => Promise<void>
  /** Waits until the text contains this; if that does not come, the error says what is there instead. */
  shows: (text: string) => Promise<void>
  /** Waits until the connection's badge says this. */
  connection: (state: 'online' | 'offline' | 'refused') => Promise<void>
  /** Waits until the page says that everything is saved. */
  saved: () => Promise<void>
  /** The list of hooks, newest first: the rows of one hook, or all. */
  hooks: (name?: string) => Locator
  /** What went wrong in the page: uncaught errors, broken content security policy, errors on its console. */
  complaints: () => string[]
  /** Leaves a picture in test-results/. */
  picture: (name: string) => Promise<void>
}

const pictures = join(import.meta.dirname, '..', '..', 'test-results')

/** Opens the page and waits until the text is there. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<NewsroomPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(url)
  const editor = page.getByRole('textbox', { name: 'Text of the front page' })
  return {
    page,
    editor,
    write: async (text) => {
      await editor.click()
      await page.keyboard.press('ControlOrMeta+End')
      await page.keyboard.type(text)
    },
    shows: async (wanted) => {
      const found = page.waitForFunction(
        ([root, part]) => root?.innerText.replaceAll(/\u2060.*?\u2060/g, '').includes(part),
        [await editor.elementHandle(), wanted] as const,
      )
      await found.catch(async (cause: unknown) => {
        const badges = await page.locator('.badge').allInnerTexts()
        throw new Error(`Not in the text: ${wanted}\n${badges.join(', ')}\n${await editor.innerText()}`, { cause })
      })
    },
    connection: (state) => page.locator(`#connection[data-state=${state}]`).waitFor(),
    saved: () => page.locator('#save[data-state=saved]').waitFor(),
    hooks: (name) => page.locator(name === undefined ? '#hooks .run' : `#hooks .run[data-hook="${name}"]`),
    complaints: () => complaints,
    picture: async (name) => {
      mkdirSync(pictures, { recursive: true })
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
    },
    [Symbol.asyncDispose]: () => context.close(),
  }
}
