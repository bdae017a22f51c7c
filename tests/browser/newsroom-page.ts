import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'

/** Somebody's window with the newsroom's page in it. */
export interface NewsroomPage extends AsyncDisposable {
  page: Page
  /** The rich text of the post. */
  body: Locator
  title: Locator
  /** Puts the cursor at the end of the text and types. */
  write: (text: string) => Promise<void>
  /** The same in the title. */
  writeTitle: (text: string) => Promise<void>
  /** Waits until the text contains this; if that does not come, the error says what is there instead. */
  shows: (text: string) => Promise<void>
  /** The same of the title. */
  showsTitle: (text: string) => Promise<void>
  /** Waits until the badge says this. */
  status: (state: 'saved' | 'invalid' | 'offline' | 'refused') => Promise<void>
  /** The input of an item, from 1. */
  item: (place: number, field: 'name' | 'price') => Locator
  /** The list of hooks, newest first: the rows of one hook, or all. */
  hooks: (name?: string) => Locator
  /** What went wrong in the page: uncaught errors, broken content security policy, errors on its console. */
  complaints: () => string[]
  /** Leaves a picture in test-results/. */
  picture: (name: string) => Promise<void>
}

interface Options extends BrowserContextOptions {
  /** Default: the first of the menu. */
  as?: string
}

const pictures = join(import.meta.dirname, '..', '..', 'test-results')

/** Opens the page and waits until the post is there. */
export async function openPage(browser: Browser, url: string, { as, ...options }: Options = {}): Promise<NewsroomPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 1060 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(url)
  if (as !== undefined) {
    await page.getByLabel('Signed in as').selectOption(as)
    await page.waitForURL(url)
  }
  const body = page.getByRole('textbox', { name: 'Text', exact: true })
  const title = page.locator('#title').getByRole('textbox', { name: 'Title' })

  const write = async (editor: Locator, text: string): Promise<void> => {
    await editor.click()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type(text)
  }
  const shows = async (editor: Locator, wanted: string): Promise<void> => {
    const found = page.waitForFunction(
      ([root, part]) => {
        const copy = root?.cloneNode(true) as typeof root
        for (const flag of copy?.querySelectorAll('.others-caret') ?? []) flag.remove()
        return copy?.textContent?.replaceAll('\u2060', '').includes(part)
      },
      [await editor.elementHandle(), wanted] as const,
    )
    await found.catch(async (cause: unknown) => {
      const badges = await page.locator('.badge').allInnerTexts()
      throw new Error(`Not there: ${wanted}\n${badges.join(', ')}\n${await editor.innerText()}`, { cause })
    })
  }
  return {
    page,
    body,
    title,
    write: (text) => write(body, text),
    writeTitle: (text) => write(title, text),
    shows: (wanted) => shows(body, wanted),
    showsTitle: (wanted) => shows(title, wanted),
    status: (state) => page.locator(`#status[data-state=${state}]`).waitFor(),
    item: (place, field) => page.getByLabel(`Item ${place}: ${field}`),
    hooks: (name) => page.locator(name === undefined ? '#hooks .run' : `#hooks .run[data-hook="${name}"]`),
    complaints: () => complaints,
    picture: async (name) => {
      mkdirSync(pictures, { recursive: true })
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
    },
    [Symbol.asyncDispose]: () => context.close(),
  }
}
