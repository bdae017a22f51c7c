/** Holds up whoever comes by while it is shut. */
export class Gate {
  /** Resolves when somebody stands before it. */
  reached: Promise<void> = Promise.resolve()
  #opened: Promise<void> = Promise.resolve()
  #open: () => void = () => {}
  #reach: () => void = () => {}

  shut(): void {
    const [opened, reached] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    this.#opened = opened.promise
    this.#open = opened.resolve
    this.reached = reached.promise
    this.#reach = reached.resolve
  }

  open(): void {
    this.#open()
  }

  /** Lets those through who stand before it, and nobody after them. */
  next(): void {
    const open = this.#open
    this.shut()
    open()
  }

  pass(): Promise<void> {
    this.#reach()
    return this.#opened
  }
}
