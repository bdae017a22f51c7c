import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { Doc } from 'yjs'
import { openPlainText } from './plain-text.ts'
import { openRichText } from './rich-text.ts'

/** Who writes here, and what with: given in the address of the page. */
export interface Person {
  name: string
  /** CSS colour, `#rrggbb` */
  color: string
}

const parameters = new URLSearchParams(location.search)
const parameter = (name: string): string => parameters.get(name) ?? ''

const socket = new HocuspocusProviderWebsocket({
  url: parameter('server'),
  delay: 100,
  minDelay: 100,
  maxDelay: 200,
})
const provider = new HocuspocusProvider({ websocketProvider: socket, name: parameter('document'), document: new Doc() })

function show(id: string, state: string): void {
  const element = document.getElementById(id)
  if (element === null) return
  element.dataset['state'] = state
  element.textContent = state
}
const showSaved = (): void =>
  show('save', provider.isSynced && !provider.hasUnsyncedChanges ? 'saved' : provider.isSynced ? 'saving' : 'unsaved')

provider.on('synced', () => show('connection', 'online'))
provider.on('disconnect', () => show('connection', 'offline'))
for (const event of ['synced', 'unsyncedChanges', 'disconnect']) provider.on(event, showSaved)
// A browser that is switched offline keeps the sockets it has; an application that is to notice at once listens for this.
addEventListener('offline', () => socket.disconnect())
addEventListener('online', () => void socket.connect())

const person = { name: parameter('name'), color: `#${parameter('color')}` }
const parent = document.getElementById('editor') as HTMLElement
const name = document.getElementById('name') as HTMLElement
name.textContent = person.name
name.style.color = person.color
if (parameter('editor') === 'rich') openRichText(parent, provider, person)
else openPlainText(parent, provider, person)
provider.attach()
