/** A word of the model. It is written once, and stands for itself wherever it is found. */
export interface Word {
  readonly token: string
  readonly by: string
  /** What goes with all that is in it: a field, or a row as `items/<id>`. */
  readonly home: string
  /** Somebody was told that it is stored or on disk. */
  accepted: boolean
  /** Its writer was told that it was not taken. */
  refused: boolean
}

/** All words of a history, and what may have become of them. */
export class Words {
  readonly #words = new Map<string, Word>()
  /** Removed on purpose, by somebody who saw them. */
  readonly #removed = new Set<string>()
  readonly #goneHomes = new Set<string>()
  /** Rows that were moved are made anew: two who move the same one make two. */
  readonly #copied = new Set<string>()

  make(by: string, home: string): string {
    const token = `w${this.#words.size}z`
    this.#words.set(token, { token, by, home, accepted: false, refused: false })
    return token
  }

  accept(tokens: Iterable<string>): void {
    for (const token of tokens) this.#of(token).accepted = true
  }

  refuse(tokens: Iterable<string>): void {
    for (const token of tokens) this.#of(token).refused = true
  }

  /** Somebody removes what they see in a text. */
  remove(text: string): void {
    for (const token of tokensIn(text)) this.#removed.add(token)
  }

  /** Somebody removes a whole text as they see it: also the letters of a word of which more are to come. */
  clear(home: string, text: string): void {
    this.remove(text)
    if (text.replaceAll(/w\d+z/g, '').trim() === '') return
    for (const word of this.#words.values()) if (word.home === home) this.#removed.add(word.token)
  }

  /** Somebody removes all that is in it, also what is being written there. */
  removeHome(home: string): void {
    this.#goneHomes.add(home)
  }

  moveHome(home: string): void {
    this.removeHome(home)
    this.#copied.add(home.split('/')[0] ?? home)
  }

  /** What is wrong with a document that says these words. */
  check(text: string): string[] {
    const found = Map.groupBy(tokensIn(text), (token) => token)
    const problems: string[] = []
    for (const word of this.#words.values()) {
      const { token, by, home, accepted, refused } = word
      const times = found.get(token)?.length ?? 0
      const isExcused = this.#removed.has(token) || this.#goneHomes.has(home)
      if (accepted && times === 0 && !isExcused) problems.push(`${token} (${by}, in ${home}) was accepted, and is lost`)
      if (refused && times > 0) problems.push(`${token} (${by}, in ${home}) was refused, and is there`)
      if (times > 1 && !this.#copied.has(home.split('/')[0] ?? home)) {
        problems.push(`${token} (${by}, in ${home}) is there ${times} times`)
      }
    }
    for (const token of found.keys()) if (!this.#words.has(token)) problems.push(`nobody has written ${token}`)
    return problems
  }

  #of(token: string): Word {
    const word = this.#words.get(token)
    if (word === undefined) throw new Error(`Nobody has written ${token}`)
    return word
  }
}

export const tokensIn = (text: string): string[] => text.match(/w\d+z/g) ?? []

/** Where a word may be put in, so that it stays a word of its own: each ends with a space. */
export function placesIn(text: string): number[] {
  return [0, ...[...text.matchAll(/ /g)].map(({ index }) => index + 1)]
}

/** The words in a text, each with the space after it. */
export function wordsIn(text: string): { readonly at: number; readonly word: string }[] {
  return [...text.matchAll(/w\d+z ?/g)].map((match) => ({ at: match.index, word: match[0] }))
}
