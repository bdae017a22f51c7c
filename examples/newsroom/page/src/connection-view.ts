import type { Connection, LiveDocument, Saved } from './connection.ts'
import { element } from './element.ts'

interface Words {
  badge: string
  /** What to tell the reader when something is wrong. */
  trouble?: string
  retry?: boolean
}

const savedWords: Record<Saved, string> = {
  absent: 'Not loaded',
  loading: 'Loading',
  saving: 'Saving …',
  unsaved: 'Not saved yet',
  saved: 'Saved',
}

/** Shows in words how the connection stands and whether everything is saved. */
export function showConnection(live: LiveDocument): void {
  const connection = live.connection()
  const words = wordsFor(connection)
  setBadge('connection', connection.kind, words.badge)

  const saved = live.saved()
  setBadge('save', saved, savedWords[saved])

  element('trouble', HTMLElement).hidden = words.trouble === undefined
  setText('trouble-text', words.trouble ?? '')
  element('trouble-retry', HTMLButtonElement).hidden = words.retry !== true
}

function wordsFor(connection: Connection): Words {
  switch (connection.kind) {
    case 'connecting':
      return { badge: 'Connecting' }
    case 'online':
      return connection.mayWrite
        ? { badge: 'Online' }
        : { badge: 'Online, reading only', trouble: 'You may read this text but not change it.' }
    case 'offline':
      return {
        badge: 'Offline',
        trouble:
          'The server is away. You can go on writing: the page keeps your text and sends it when the server is back.',
      }
    case 'refused':
      return {
        badge: 'Refused',
        trouble: `The server does not let you in: ${connection.reason || 'it gave no reason'}. Sign in as somebody else, above.`,
        retry: true,
      }
    case 'closed':
      return {
        badge: 'Closed',
        trouble: `The server has closed this text: ${connection.reason || 'it gave no reason'}.`,
        retry: true,
      }
  }
}

function setBadge(id: string, state: string, text: string): void {
  element(id, HTMLElement).dataset['state'] = state
  setText(id, text)
}

/** Leaves an unchanged text alone, so that a screen reader does not say it again. */
function setText(id: string, text: string): void {
  const shown = element(id, HTMLElement)
  if (shown.textContent !== text) shown.textContent = text
}
