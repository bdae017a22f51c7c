import type * as Y from 'yjs'
import type { Client } from './client.ts'
import { textOf, viewOfDoc } from './view.ts'

/** What nobody but its author must ever see, and who has seen it. */
export class Leaks {
  readonly found: string[] = []
  readonly #banned = new Map<string, Client>()

  /** @param sign as it stands in a view */
  ban(sign: string, author: Client): void {
    this.#banned.set(sign, author)
  }

  /** Looks at what comes to somebody, whenever something does. */
  watch(client: Client): void {
    const { doc, name } = client
    // oxlint-disable-next-line max-params -- as Yjs calls it
    doc.on('update', (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
      if (local || this.#banned.size === 0) return
      const seen = this.in(textOf(viewOfDoc(doc)), (author) => author !== client)
      for (const sign of seen) this.found.push(`${name} was shown ${sign}, which only its author may see`)
    })
  }

  /** @returns what is in a text of what nobody must see */
  in(text: string, whose: (author: Client) => boolean = () => true): string[] {
    if (this.#banned.size === 0) return []
    return [...this.#banned].flatMap(([sign, author]) => (whose(author) && text.includes(sign) ? [sign] : []))
  }
}
