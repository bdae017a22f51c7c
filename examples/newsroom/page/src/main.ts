import { openDocument, type LiveDocument, type LiveStatus } from '@crochet/client/live'
import { element } from './element.ts'
import { listenToHooks } from './hook-feed.ts'
import { openHookList } from './hook-list.ts'
import { currentToken, currentUser, offerIdentities } from './identity.ts'
import { openOutsideForm } from './outside-form.ts'
import { showPeople } from './people-view.ts'
import { openPostEditor } from './post-editor.ts'
import { choosePost } from './post-menu.ts'
import { showRefused, showStatus } from './status-view.ts'

const hooks = openHookList()
const listening = listenToHooks('/api/hooks/feed', { onRun: hooks.add, onState: hooks.showState })
let post: LiveDocument | undefined

offerIdentities()
element('trouble-retry', HTMLButtonElement).addEventListener('click', () => location.reload())
addEventListener('beforeunload', (event) => {
  if (post?.hasUnsent === true) event.preventDefault()
})

async function openPost(): Promise<void> {
  // The list of hooks comes first, so that it shows those of this page's own connection. The post does not wait long for it.
  await Promise.race([listening, new Promise((resolve) => setTimeout(resolve, 500))])
  const id = await choosePost()
  openOutsideForm(id, currentToken())
  const onStatus = (status: LiveStatus): void => {
    showStatus(status, post)
  }
  post = await openDocument('', { collection: 'posts', id, token: currentToken(), onStatus })
  showStatus(post.status, post)
  post.on('errors', () => post === undefined || showStatus(post.status, post))
  post.presence.set(currentUser)
  showPeople(post.presence, currentUser)
  openPostEditor(post)
}

openPost().catch((error: unknown) => showRefused(error))
