// Writes `older.db` into the folder named on the command line, with the application of its checkout.
import { createApp } from 'crochet'
import { pino } from 'pino'
import { olderApp, password } from './older-app.ts'

const [root = ''] = process.argv.slice(2)
await using app = await createApp(olderApp, { root, log: pino({ level: 'silent' }) })
const email = 'ada@example.org'
const user = await app.create({ collection: 'users', data: { email, password, role: 'editor' } })
await app.login({ collection: 'users', data: { email, password } })
const items = [{ price: 1.5 }, { price: 2 }]
await app.create({ collection: 'posts', data: { title: 'One', author: user['id'], items } })
await app.updateGlobal({ slug: 'settings', data: { name: 'Older' } })
const draft = await app.realtime.hocuspocus.openDirectConnection('draft')
await draft.transact((document) => document.getText('body').insert(0, 'hello'))
await draft.disconnect()
