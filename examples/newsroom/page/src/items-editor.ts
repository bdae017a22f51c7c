import type { LiveRow, LiveRows } from '@crochet/client/live'
import { element } from './element.ts'
import { ItemRow, type ItemFields } from './item-row.ts'

export interface ItemsEditor {
  /** Whether there is an input for the field with this path, as in `items.0.price`. */
  showsErrorsOf: (path: string) => boolean
  /** @param texts by path */
  showErrors: (texts: ReadonlyMap<string, readonly string[]>) => void
  setWritable: (writable: boolean) => void
}

/** The list of items: a row for each, which stays the same element as long as the item is there, with the focus in it. */
export function openItems(items: LiveRows<LiveRow<ItemFields>>, mayWrite: boolean): ItemsEditor {
  const list = element('items', HTMLOListElement)
  const add = element('items-add', HTMLButtonElement)
  const shown = new Map<object, ItemRow>()
  let [order, writable]: [ItemRow[], boolean] = [[], mayWrite]

  const render = (): void => {
    const before = new Map(shown)
    shown.clear()
    order = [...items].map((item) => {
      const row = before.get(item.type) ?? new ItemRow(item, { onRemove: () => remove(item) })
      shown.set(item.type, row)
      before.delete(item.type)
      return row
    })
    for (const gone of before.values()) gone.destroy()
    for (const [index, row] of order.entries()) {
      row.setPlace(index + 1)
      row.setWritable(writable)
      // An element that is moved loses the focus: only those that stand elsewhere are.
      if (list.children[index] !== row.element) list.insertBefore(row.element, list.children[index] ?? null)
    }
    add.disabled = !writable
  }
  const remove = ({ type, id }: LiveRow): void => {
    const index = order.findIndex((row) => row === shown.get(type))
    items.remove(id)
    const next = order[Math.min(index, order.length - 1)]
    if (next === undefined) add.focus()
    else next.focusRemove()
  }
  add.addEventListener('click', () => {
    const { type } = items.add({})
    shown.get(type)?.focus()
  })
  items.on(render)
  render()

  return {
    showsErrorsOf: (path) => order.some((row, index) => row.hasField(path, index)),
    showErrors: (texts) => {
      for (const [index, row] of order.entries()) row.showErrors(texts, index)
    },
    setWritable: (next) => {
      writable = next
      render()
    },
  }
}
