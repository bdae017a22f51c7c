import { Events, Webhook } from '@hocuspocus/extension-webhook'
import { describe, expect, test, vi } from 'vitest'
import { XmlElement, XmlText } from 'yjs'
import { Client } from '../client.ts'
import { provider4 } from '../provider-versions.ts'
import { startServer } from '../running-server.ts'
import { WebhookReceiver } from '../webhook-receiver.ts'

const paragraph = (text: string): object => ({
  type: 'doc',
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
})

/** Writes a paragraph as an editor for rich text does. */
function writeParagraph({ document }: Client, text: string): void {
  const element = new XmlElement('paragraph')
  element.insert(0, [new XmlText(text)])
  document.getXmlFragment('default').push([element])
}

/** The extension reports a failing receiver on the console. */
function silentConsole(): Disposable & { lines: () => string } {
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {})
  return { lines: () => spy.mock.calls.flat().join('\n'), [Symbol.dispose]: () => spy.mockRestore() }
}

describe('@hocuspocus/extension-webhook', () => {
  test('connect, create, change and disconnect are told in order, signed, with name, parameters and context', async () => {
    await using receiver = await WebhookReceiver.open()
    receiver.answer = ({ event }) => (event === 'connect' ? { json: { user: 'ada' } } : {})
    const events = [Events.onConnect, Events.onCreate, Events.onChange, Events.onDisconnect]
    await using server = await startServer({
      extensions: [new Webhook({ url: receiver.url, secret: receiver.secret, events, debounce: 1 })],
    })
    {
      using ada = new Client(provider4, 'notes', { url: `${server.url}/?section=press` })
      await ada.saved()
      writeParagraph(ada, 'Harbour')
      await receiver.call('change')
    }
    await receiver.call('disconnect')
    expect(receiver.calls.map(({ event }) => event)).toEqual(['connect', 'create', 'change', 'disconnect'])
    expect(receiver.calls.every(({ signed }) => signed)).toBe(true)
    for (const { payload } of receiver.calls) {
      expect(payload).toMatchObject({ documentName: 'notes', requestParameters: { section: 'press' } })
    }
    const [, , change, disconnect] = receiver.calls
    expect(change?.payload).toMatchObject({ document: { default: paragraph('Harbour') }, context: { user: 'ada' } })
    expect(disconnect?.payload).toMatchObject({ context: { user: 'ada' } })
  })

  test('what the receiver answers to create is the new document’s content, and only if it has none', async () => {
    await using receiver = await WebhookReceiver.open()
    receiver.answer = () => ({ json: { default: paragraph('From the archive.') } })
    await using server = await startServer({
      extensions: [new Webhook({ url: receiver.url, secret: receiver.secret, events: [Events.onCreate] })],
      async onLoadDocument({ document, documentName }) {
        if (documentName === 'written') document.getText('other').insert(0, 'here before')
      },
    })
    using ada = new Client(provider4, 'notes', server)
    using edgar = new Client(provider4, 'notes', server)
    await Promise.all([ada.saved(), edgar.saved()])
    const expected = '<paragraph>From the archive.</paragraph>'
    expect(ada.document.getXmlFragment('default').toString()).toBe(expected)
    expect(edgar.document.getXmlFragment('default').toString()).toBe(expected)
    expect(receiver.calls).toHaveLength(1)

    using written = new Client(provider4, 'written', server)
    await written.saved()
    expect(written.document.getXmlFragment('default').toString()).toBe(expected)
    expect(written.document.getText('other').toString()).toBe('here before')
  })

  test('a change is told although the document was left and unloaded before the delay was over', async () => {
    await using receiver = await WebhookReceiver.open()
    const unloaded = Promise.withResolvers<void>()
    await using server = await startServer({
      extensions: [new Webhook({ url: receiver.url, secret: receiver.secret, debounce: 300 })],
      async afterUnloadDocument() {
        unloaded.resolve()
      },
    })
    {
      using ada = new Client(provider4, 'notes', server)
      writeParagraph(ada, 'Just before leaving')
      await ada.saved()
    }
    await unloaded.promise
    expect(receiver.calls).toEqual([])
    const { payload } = await receiver.call('change')
    expect(payload).toMatchObject({ document: { default: paragraph('Just before leaving') } })
  })

  test('many changes are told once, with the last state', async () => {
    await using receiver = await WebhookReceiver.open()
    await using server = await startServer({
      extensions: [new Webhook({ url: receiver.url, secret: receiver.secret, debounce: 300 })],
    })
    using ada = new Client(provider4, 'notes', server)
    for (const word of ['one', 'two', 'three']) writeParagraph(ada, word)
    await ada.saved()
    const { payload } = await receiver.call('change')
    expect(JSON.stringify(payload['document'])).toMatch(/one.*two.*three/)
    expect(receiver.calls).toHaveLength(1)
  })

  test('a receiver that refuses the connection is obeyed, and one that fails otherwise stops nobody', async () => {
    using output = silentConsole()
    await using receiver = await WebhookReceiver.open()
    receiver.answer = ({ event, payload }) =>
      event === 'connect' && payload['documentName'] !== 'secret' ? {} : { status: 403 }
    const events = [Events.onConnect, Events.onCreate, Events.onChange]
    await using server = await startServer({
      extensions: [new Webhook({ url: receiver.url, secret: receiver.secret, events, debounce: 1 })],
    })
    using mallory = new Client(provider4, 'secret', server)
    expect((await mallory.next<{ reason: string }>('authenticationFailed')).reason).toBe('Forbidden')

    using ada = new Client(provider4, 'notes', server)
    writeParagraph(ada, 'not told')
    await ada.saved()
    await receiver.call('change')
    writeParagraph(ada, 'not told either')
    await ada.saved()
    expect(output.lines()).toMatch(/failed with status 403/)
  })
})
