import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLiveText } from './live-text.ts'
import { startNewsroom } from './newsroom-process.ts'

const dataFolder = () => mkdtempDisposable(join(tmpdir(), 'newsroom-'))

test('two providers see each other’s letters and converge on one text', async () => {
  await using data = await dataFolder()
  await using newsroom = await startNewsroom({ dataDir: data.path })
  using ada = openLiveText(newsroom)
  using edgar = openLiveText(newsroom)
  await Promise.all([ada.loaded(), edgar.loaded()])

  // Both write at the same place at the same time.
  ada.text.insert(0, 'Ada was here. ')
  edgar.text.insert(0, 'Edgar too. ')
  const both = (text: string): boolean => text.includes('Ada was here. ') && text.includes('Edgar too. ')
  await Promise.all([ada.until(both), edgar.until(both), ada.saved(), edgar.saved()])
  expect(ada.text.toString()).toBe(edgar.text.toString())
})

test('a token that nobody has is refused with the reason the hook gave, and learns nothing of the text', async () => {
  await using data = await dataFolder()
  await using newsroom = await startNewsroom({ dataDir: data.path })
  using stranger = openLiveText({ ...newsroom, token: 'newsroom-visitor' })
  expect(await stranger.refused()).toBe('This token belongs to nobody in the newsroom')
  expect(stranger.text.length).toBe(0)
})

test('a document outside the newsroom is refused by onConnect', async () => {
  await using data = await dataFolder()
  await using newsroom = await startNewsroom({ dataDir: data.path })
  using lost = openLiveText({ ...newsroom, name: 'elsewhere/page' })
  expect(await lost.refused()).toBe('There are only documents named newsroom/… and posts/… here')
})
