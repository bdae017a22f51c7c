import { Doc } from 'yjs'
import { openLiveDocument } from './connection.ts'
import { showConnection } from './connection-view.ts'
import { openEditor } from './editor.ts'
import { element } from './element.ts'
import { listenToHooks } from './hook-feed.ts'
import { openHookList } from './hook-list.ts'
import { currentToken, offerIdentities } from './identity.ts'
import { showPeople } from './people-view.ts'
import { randomUser } from './person.ts'
import { openPublishForm } from './publish-form.ts'

const hooks = openHookList()
const listening = listenToHooks('/api/hooks/feed', { onRun: hooks.add, onState: hooks.showState })

offerIdentities()
openPublishForm(currentToken())

const doc = new Doc()
const collab = new URL('/collab', location.href)
collab.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'

const live = openLiveDocument({
  url: collab.href,
  name: 'newsroom/front-page',
  token: currentToken(),
  document: doc,
  onChange: () => showLive(),
})
const { awareness } = live.provider
if (awareness === null) throw new TypeError('The provider was opened without awareness')
awareness.setLocalStateField('user', randomUser())
showPeople(awareness)

const editor = openEditor(element('editor', HTMLElement), doc.getText('content'), awareness)

function showLive(): void {
  showConnection(live)
  const connection = live.connection()
  editor.setWritable(connection.kind !== 'refused' && (connection.kind !== 'online' || connection.mayWrite))
}
showLive()
// The list of hooks comes first, so that it shows those of this page's own connection. The text does not wait long for it.
void Promise.race([listening, new Promise((resolve) => setTimeout(resolve, 500))]).then(live.connect)

element('trouble-retry', HTMLButtonElement).addEventListener('click', () => live.connect())
addEventListener('beforeunload', (event) => {
  const saved = live.saved()
  if (saved === 'saving' || saved === 'unsaved') event.preventDefault()
})
