import { ClientError, type LiveDocument, type LiveStatus } from '@crochet/client/live'
import { element } from './element.ts'

const words: Record<LiveStatus, string> = {
  connecting: 'Connecting',
  saved: 'Saved',
  saving: 'Saving …',
  invalid: 'Not stored',
  offline: 'Offline',
  closed: 'Closed',
}

/** Shows in words how the post stands, and what to do when something is wrong. */
export function showStatus(status: LiveStatus, post: LiveDocument | undefined): void {
  const count = post?.errors.length ?? 0
  setBadge(status, status === 'invalid' && count > 0 ? `Not stored: ${count} to correct` : words[status])
  element('rights', HTMLElement).hidden = post?.mayWrite !== false
  switch (status) {
    case 'offline':
      return showTrouble(
        post === undefined
          ? 'The server is away. The post appears when it is back.'
          : 'The server is away. You can go on writing: the page keeps your words and sends them when the server is back.',
      )
    case 'closed':
      return showTrouble(post?.closedBy?.message ?? '', { retry: true })
    case 'connecting':
    case 'saved':
    case 'saving':
    case 'invalid':
      return showTrouble('')
  }
}

/** The post cannot be opened. */
export function showRefused(error: unknown): void {
  setBadge('refused', 'Refused')
  const isTold = error instanceof ClientError
  showTrouble(isTold ? `${error.message} Sign in as somebody else, above.` : 'The post cannot be opened.', {
    retry: true,
  })
  // What is none of the server's words belongs to whoever has made this page.
  if (!isTold) throw error
}

function showTrouble(text: string, { retry = false } = {}): void {
  element('trouble', HTMLElement).hidden = text === ''
  setText(element('trouble-text', HTMLElement), text)
  element('trouble-retry', HTMLButtonElement).hidden = !retry
}

function setBadge(state: string, text: string): void {
  const badge = element('status', HTMLElement)
  badge.dataset['state'] = state
  setText(badge, text)
}

/** Leaves an unchanged text alone, so that a screen reader does not say it again. */
function setText(shown: HTMLElement, text: string): void {
  if (shown.textContent !== text) shown.textContent = text
}
