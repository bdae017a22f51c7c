import { Extension } from '@tiptap/core'
import { yCursorPlugin } from '@tiptap/y-tiptap'
import type { Awareness } from '@crochet/client/live'
import { createAbsolutePositionFromRelativePosition, createRelativePositionFromJSON, type Doc } from 'yjs'
import { isRecord } from './is-record.ts'
import { personOf } from './person.ts'

/**
 * Shows where the others are in the rich text, and tells them where this user is. It is TipTap's own extension for that, but that nothing
 * another browser says reaches a style, or a function that throws.
 */
export const carets = (awareness: Awareness, doc: Doc): Extension =>
  Extension.create({
    name: 'carets',
    // Before the plugins of other extensions, as those of TipTap for this.
    priority: 999,
    addProseMirrorPlugins: () => [
      yCursorPlugin(awareness, {
        awarenessStateFilter: (self: number, client: number, state: unknown) =>
          client !== self && isRecord(state) && isCursor(state['cursor'], doc),
        cursorBuilder: caretOf,
        selectionBuilder: (user: unknown) => ({
          class: 'others-selection',
          style: `--yarn: ${personOf(user).colour}`,
        }),
      }),
    ],
  })

function isCursor(cursor: unknown, doc: Doc): boolean {
  return isRecord(cursor) && isPosition(cursor['anchor'], doc) && isPosition(cursor['head'], doc)
}

function isPosition(position: unknown, doc: Doc): boolean {
  try {
    createAbsolutePositionFromRelativePosition(createRelativePositionFromJSON(position), doc)
    return true
  } catch {
    // Yjs throws on positions that are not in its form, and these come from outside.
    return false
  }
}

function caretOf(user: unknown): HTMLElement {
  const { name, colour } = personOf(user)
  const caret = document.createElement('span')
  caret.className = 'others-caret'
  caret.style.setProperty('--yarn', colour)
  // Presence is announced by the list of people; inside the text it would interrupt the reading.
  caret.setAttribute('aria-hidden', 'true')
  const flag = document.createElement('span')
  flag.className = 'others-flag'
  flag.textContent = name
  // Word joiners around the flag keep the line from breaking at the caret.
  caret.append('\u2060', flag, '\u2060')
  return caret
}
