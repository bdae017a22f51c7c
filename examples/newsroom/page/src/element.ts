/**
 * The element of the page with this id.
 *
 * @throws TypeError if the page has none of this type: page and script do not belong together
 */
export function element<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id)
  if (found instanceof type) return found
  throw new TypeError(`The page has no ${type.name} with the id "${id}"`)
}

/** A new element with a class and a text; the text is never read as HTML. */
export function textElement(tag: 'span' | 'p' | 'dt' | 'dd' | 'li', className: string, text: string): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = text
  return made
}
