/** A piece of HTML: what was put into it has been escaped. */
export class Html {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

type Part = string | number | Html | readonly Part[]

/** Writes HTML. Texts in it are escaped, pieces of HTML and lists of them are put in as they are. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = strings.map((string, index) => string + (index < parts.length ? write(parts[index] ?? '') : ''))
  return new Html(text.join(''))
}

function write(part: Part): string {
  if (part instanceof Html) return part.toString()
  if (typeof part === 'object') return part.map(write).join('')
  return String(part).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A text in which what stands in backticks is code. */
export const prose = (text: string): Html =>
  html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`
