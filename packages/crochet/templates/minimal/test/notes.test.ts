import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createApp } from 'crochet'
import config from '../crochet.config.ts'

test('notes are stored without space around them', async () => {
  const root = join(import.meta.dirname, '..')
  await using app = await createApp({ ...config, database: { url: 'memory:' } }, { root })
  const { id } = await app.create({ collection: 'notes', data: { text: '  Buy wool  ' } })
  const note = await app.findByID({ collection: 'notes', id })
  assert.equal(note['text'], 'Buy wool')
})
