import { getSchema } from '@tiptap/core'
import StarterKit from '@tiptap/starter-kit'
import { prosemirrorJSONToYXmlFragment, yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { copyOf, edit, exchange, openDoc, valuesOf } from './documents.ts'

const schema = getSchema([StarterKit])

const written = {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'A heading' }] },
    {
      type: 'paragraph',
      content: [
        { type: 'text', text: 'plain, ' },
        { type: 'text', marks: [{ type: 'bold' }], text: 'bold and ' },
        { type: 'text', marks: [{ type: 'bold' }, { type: 'italic' }], text: 'both' },
        { type: 'hardBreak' },
        { type: 'text', marks: [{ type: 'link', attrs: { href: 'https://a.example', target: null } }], text: 'a link' },
      ],
    },
    {
      type: 'bulletList',
      content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'An item' }] }] }],
    },
    { type: 'codeBlock', attrs: { language: null }, content: [{ type: 'text', text: 'let x' }] },
  ],
}

test("what TipTap's binding makes of a document reads as that document", () => {
  const doc = new Y.Doc()
  const node = schema.nodeFromJSON(written)
  prosemirrorJSONToYXmlFragment(schema, node.toJSON(), doc.getXmlFragment('body'))
  const body = valuesOf(doc)['body']
  expect(schema.nodeFromJSON(body).eq(node)).toBe(true)
})

test("a seeded document, and one that was written back, is for TipTap's binding what was stored", () => {
  const node = schema.nodeFromJSON(written)
  const stored = { body: node.toJSON() as object }
  const doc = openDoc(stored)
  const shown = () => yXmlFragmentToProseMirrorRootNode(doc.getXmlFragment('body'), schema)
  expect(shown().eq(node)).toBe(true)
  const changed = JSON.parse(
    JSON.stringify(stored.body).replace('bold and', 'very bold and').replace('An item', 'One'),
  ) as object
  edit(doc, { from: stored, to: { body: changed } })
  expect(shown().eq(schema.nodeFromJSON(changed))).toBe(true)
})

test('a word that comes before another one survives whoever removes that other one at the same time', () => {
  const doc = openDoc({ title: 'w2z ' })
  const other = copyOf(doc)
  other.getText('title').delete(0, 4)
  edit(doc, { from: { title: 'w2z ' }, to: { title: 'w4z w2z ' } })
  exchange(doc, other)
  expect(doc.getText('title').toString()).toBe('w4z ')
})
