import { describe, expect, test } from 'vitest'
import { Client } from '../client.ts'
import { providerVersions } from '../provider-versions.ts'
import { openFolder, startServer } from '../running-server.ts'

describe.each(providerVersions)('@hocuspocus/provider $version: interruptions', (version) => {
  test('what is written offline on both sides is merged when the client is back', async () => {
    await using folder = await openFolder()
    await using server = await startServer({ journal: folder.journal })
    using ada = new Client(version, 'notes', server)
    using edgar = new Client(version, 'notes', server)
    ada.write('together. ')
    await Promise.all([ada.saved(), edgar.reads('together. ')])

    await ada.goOffline()
    ada.write('Ada offline. ')
    edgar.write('Edgar online. ')
    await edgar.saved()
    expect(edgar.text.toString()).not.toContain('Ada offline')

    ada.comeBack()
    const whole = (text: string): boolean => text.includes('Ada offline. ') && text.includes('Edgar online. ')
    await Promise.all([ada.until(() => whole(ada.text.toString())), edgar.until(() => whole(edgar.text.toString()))])
    await ada.saved()
    expect(ada.text.toString()).toBe(edgar.text.toString())
  })

  test('what is deleted and formatted offline is so for everybody afterwards', async () => {
    await using folder = await openFolder()
    await using server = await startServer({ journal: folder.journal })
    using ada = new Client(version, 'notes', server)
    using edgar = new Client(version, 'notes', server)
    ada.write('keep this, not that')
    await Promise.all([ada.saved(), edgar.reads('keep this, not that')])

    await ada.goOffline()
    ada.text.delete(9, 10)
    ada.text.format(0, 4, { bold: true })
    ada.comeBack()
    await edgar.reads('keep this')
    expect(edgar.text.toDelta()).toEqual([{ insert: 'keep', attributes: { bold: true } }, { insert: ' this' }])
    await ada.saved()
  })

  test('clients connect again by themselves to a server that was stopped and started on the same journal', async () => {
    await using folder = await openFolder()
    await using first = await startServer({ journal: folder.journal })
    using ada = new Client(version, 'notes', first)
    using edgar = new Client(version, 'notes', first)
    ada.write('Before. ')
    await Promise.all([ada.saved(), edgar.reads('Before. ')])

    const gone = [ada, edgar].map((client) => client.next('disconnect'))
    await first.stop()
    await Promise.all(gone)
    ada.write('Ada meanwhile. ')
    edgar.write('Edgar meanwhile. ')

    await using second = await startServer({ journal: folder.journal, port: first.port })
    const merged = (client: Client) => (): boolean =>
      ['Before. ', 'Ada meanwhile. ', 'Edgar meanwhile. '].every((part) => client.text.toString().includes(part))
    await Promise.all([ada.until(merged(ada)), edgar.until(merged(edgar))])
    await Promise.all([ada.saved(), edgar.saved()])
    expect(ada.text.toString()).toBe(edgar.text.toString())

    using late = new Client(version, 'notes', second)
    await late.reads(ada.text.toString())
  })

  test('a document that nobody has open is there after a restart', async () => {
    await using folder = await openFolder()
    {
      await using server = await startServer({ journal: folder.journal })
      using ada = new Client(version, 'notes', server)
      ada.write('kept')
      await ada.saved()
    }
    await using server = await startServer({ journal: folder.journal })
    using edgar = new Client(version, 'notes', server)
    await edgar.reads('kept')
  })

  test('a client that was offline through two restarts brings its edits and gets the others’', async () => {
    await using folder = await openFolder()
    await using first = await startServer({ journal: folder.journal })
    using ada = new Client(version, 'notes', first)
    ada.write('0 ')
    await ada.saved()
    await ada.goOffline()
    ada.write('ada ')
    await first.stop()

    await using second = await startServer({ journal: folder.journal, port: first.port })
    {
      using edgar = new Client(version, 'notes', second)
      await edgar.reads('0 ')
      edgar.write('edgar ')
      await edgar.saved()
    }
    await second.stop()

    await using third = await startServer({ journal: folder.journal, port: first.port })
    ada.comeBack()
    await ada.until(() => ada.text.toString().includes('edgar '))
    await ada.saved()
    using reader = new Client(version, 'notes', third)
    await reader.reads(ada.text.toString())
    expect([...reader.text.toString().matchAll(/0 |ada |edgar /g)].flat().toSorted()).toEqual(['0 ', 'ada ', 'edgar '])
  })
})
