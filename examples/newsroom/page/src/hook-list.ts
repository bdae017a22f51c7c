import { element, textElement } from './element.ts'
import type { FeedState, HookRun } from './hook-feed.ts'

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

  // Drawn once a frame, however many hooks fired in it.
  const draw = (): void => {
    drawing = false
    if (!paused) list.prepend(...waiting.splice(0).map(runItem).toReversed())
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
      feed.textContent = { connecting: 'Connecting', listening: 'Listening', away: 'Server away' }[state]
    },
  }
}

function runItem(run: HookRun): HTMLElement {
  const item = document.createElement('li')
  item.className = 'run'
  item.dataset['hook'] = run.hook
  item.dataset['outcome'] = run.outcome
  item.title = `${run.hook} · ${run.handler} · ${run.operation}`
  item.append(
    textElement('span', 'run-hook', run.hook),
    textElement('span', 'run-time', clock.format(run.at)),
    textElement('span', 'run-handler', run.handler),
    textElement('span', 'run-outcome', run.outcome === 'ok' ? milliseconds(run.duration) : run.outcome),
  )
  return item
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

function milliseconds(duration: number): string {
  return `${duration.toFixed(duration < 10 ? 2 : 0)} ms`
}
