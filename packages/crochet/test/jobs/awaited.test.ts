import { expect, test } from 'vitest'
import { jobsApp, withHooks } from './jobs-app.ts'

// The examples of the hooks overview, "Awaited vs. non-blocking hooks", as they are written there.

// oxlint-disable-next-line typescript/no-explicit-any -- as in the example
type Payload = any

test('awaited: what `beforeChange` waits for is in place before the document is saved', async () => {
  let waited = false
  const generateUniqueSlug = async (title: string): Promise<string> => {
    await new Promise(setImmediate)
    waited = true
    return title.toLowerCase()
  }
  const beforeChange = [
    async ({ data }: Payload) => {
      // Must complete before save
      data.note = await generateUniqueSlug(data.title)
      return data
    },
  ]
  await using w = await jobsApp(withHooks({ beforeChange }))
  const created = await w.app.create({ collection: 'posts', data: { title: 'Hello' } })
  expect(waited).toBe(true)
  expect(created).toMatchObject({ note: 'hello' })
})

test('non-blocking: what `afterChange` leaves to a timer does not hold up the answer', async () => {
  const sent = Promise.withResolvers<string>()
  let isSent = false
  const sendEmailNotification = (doc: Payload): void => {
    isSent = true
    sent.resolve(doc.title)
  }
  const afterChange = [
    ({ doc }: Payload) => {
      // Runs without blocking the response
      setTimeout(() => {
        sendEmailNotification(doc)
      }, 0)
      return doc
    },
  ]
  await using w = await jobsApp(withHooks({ afterChange }), 'memory:')
  const creating = w.app.create({ collection: 'posts', data: { title: 'Hello' } })
  expect(isSent).toBe(false)
  expect(await creating).toMatchObject({ title: 'Hello' })
  expect(await sent.promise).toBe('Hello')
})
