import { element } from './element.ts'
import type { FeedState, HookRun } from './hook-feed.ts'
import { HookRow } from './hook-row.ts'

const shownAtMost = 200

export interface HookList {
  add: (run: HookRun) => void
  showState: (state: FeedState) => void
}

/** The list of hooks that fire: newest on top, the last 200, and it stands still while paused. */
export function openHookList(): HookList {
  const list = element('hooks', HTMLOListElement)
  const empty = element('hooks-empty', HTMLElement)
  const feed = element('feed', HTMLElement)
  const pause = element('hooks-pause', HTMLButtonElement)
  const clear = element('hooks-clear', HTMLButtonElement)
  const waiting: HookRun[] = []
  let paused = false
  let drawing = false
  let newest: HookRow | undefined

  // Typing runs the same handler with every letter: one row that counts says as much as a hundred.
  const show = (run: HookRun): void => {
    if (newest?.row.isConnected === true && newest.shows(run)) newest.count(run)
    else {
      newest = new HookRow(run)
      list.prepend(newest.row)
    }
  }
  // Drawn once a frame, however many hooks fired in it.
  const draw = (): void => {
    drawing = false
    if (!paused) waiting.splice(0).forEach(show)
    while (list.childElementCount > shownAtMost) list.lastElementChild?.remove()
    pause.textContent = paused ? `Go on${waiting.length > 0 ? ` (${waiting.length} new)` : ''}` : 'Pause'
    empty.hidden = list.childElementCount > 0
  }
  const drawSoon = (): void => {
    if (drawing) return
    drawing = true
    requestAnimationFrame(draw)
  }
  pause.addEventListener('click', () => {
    paused = !paused
    draw()
  })
  clear.addEventListener('click', () => {
    waiting.length = 0
    list.replaceChildren()
    draw()
  })

  return {
    add: (run) => {
      waiting.push(run)
      if (waiting.length > shownAtMost) waiting.shift()
      drawSoon()
    },
    showState: (state) => {
      feed.dataset['state'] = { connecting: 'connecting', listening: 'online', away: 'offline' }[state]
      feed.textContent = { connecting: 'Connecting', listening: 'Listening', away: 'Away' }[state]
    },
  }
}
