import * as Y from 'yjs'
import type { RealtimeHooks } from 'crochet'
import { personOf } from './people.ts'

/** What stands in the shared text when it is opened for the first time ever. */
const welcome = 'Welcome to the newsroom.\nOpen this page a second time and type: both pages show every letter.\n'

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
    if (!documentName.startsWith('newsroom/')) throw new Error('There are only documents named newsroom/… here')
  },
  onAuthenticate: async ({ token, context }) => {
    // Somebody who has signed in to `users` is known already; the page of this example comes with a token of its own.
    const person = context['user'] ?? personOf(token)
    if (person === undefined) throw new Error('This token belongs to nobody in the newsroom')
    return { person }
  },
  onLoadDocument: ({ documentName }) => (documentName === 'newsroom/front-page' ? welcomeUpdate() : undefined),
  onChange: ({ context }) => {
    context['edits'] = Number(context['edits'] ?? 0) + 1
  },
  onDisconnect: ({ context, documentName }) => {
    console.log(`${documentName}: somebody left after ${String(context['edits'] ?? 0)} edits`)
  },
}
