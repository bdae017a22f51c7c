import * as Y from 'yjs'
import type { RealtimeHooks } from 'crochet'
import { personOf } from './people.ts'

/** Free texts, which are no content, and the documents of `posts`, of which the access rules say who may do what. */
const isOurs = (name: string): boolean => name.startsWith('newsroom/') || name.startsWith('posts/')

/** What stands in the shared text when it is opened for the first time ever. */
const welcome =
  'Welcome to the newsroom.\nThis is a free text: nothing but Yjs, kept by the collaboration server alone.\n'

/**
 * The welcome text as a Yjs update. It is made with a fixed client id, so it is the same update every time, and merging it
 * again changes nothing.
 */
function welcomeUpdate(): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 1
  doc.getText('content').insert(0, welcome)
  return Y.encodeStateAsUpdate(doc)
}

export const realtimeHooks: RealtimeHooks = {
  onConnect: ({ documentName }) => {
    if (!isOurs(documentName)) throw new Error('There are only documents named newsroom/… and posts/… here')
  },
  onAuthenticate: async ({ token, context }) => {
    // Somebody who has signed in to `users` is known already; the page of this example comes with a token of its own.
    const person = context['user'] ?? personOf(token)
    if (person === undefined) throw new Error('This token belongs to nobody in the newsroom')
    return { user: person }
  },
  onLoadDocument: ({ documentName }) => (documentName === 'newsroom/front-page' ? welcomeUpdate() : undefined),
  onChange: ({ context }) => {
    context['edits'] = Number(context['edits'] ?? 0) + 1
  },
  onDisconnect: ({ context, documentName }) => {
    console.log(`${documentName}: somebody left after ${String(context['edits'] ?? 0)} edits`)
  },
}
