import type { Awareness } from 'y-protocols/awareness'
import { Doc, type Text } from 'yjs'
import type { Provider, ProviderConfiguration, ProviderSocket, ProviderVersion } from './provider-versions.ts'

type Options = Partial<ProviderConfiguration> & {
  /** Address of the server: `ws://…` */
  url: string
  /** A socket that is shared with other clients. Default: one of its own. */
  socket?: ProviderSocket
}

/** Short delays, so that a client whose server comes back is there soon. */
export function openSocket({ Socket }: ProviderVersion, url: string): ProviderSocket & Disposable {
  const socket = new Socket({ url, delay: 20, minDelay: 20, maxDelay: 40, factor: 1, jitter: false })
  return Object.assign(socket, { [Symbol.dispose]: () => socket.destroy() })
}

/** One document, opened through a published provider, with promises for what a test waits for. */
export class Client implements Disposable {
  readonly provider: Provider
  readonly socket: ProviderSocket
  readonly document: Doc
  readonly #ownSocket: Disposable | undefined

  constructor(version: ProviderVersion, name: string, { url, socket, document = new Doc(), ...rest }: Options) {
    const own = socket === undefined ? openSocket(version, url) : undefined
    this.#ownSocket = own
    this.socket = (socket ?? own) as ProviderSocket
    this.document = document
    this.provider = new version.Provider({ token: 'editor', ...rest, name, document, websocketProvider: this.socket })
    this.provider.attach()
  }

  get text(): Text {
    return this.document.getText('text')
  }

  get awareness(): Awareness {
    if (this.provider.awareness === null) throw new Error('This client was opened without awareness')
    return this.provider.awareness
  }

  write(text: string): void {
    this.text.insert(this.text.length, text)
  }

  /** Resolves once `holds` is true, which is looked at now and whenever something happens. */
  until(holds: () => boolean): Promise<void> {
    const events = ['synced', 'unsyncedChanges', 'authenticated', 'authenticationFailed', 'awarenessUpdate', 'status']
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return
        this.document.off('update', look)
        for (const event of events) this.provider.off(event, look)
        resolve()
      }
      this.document.on('update', look)
      for (const event of events) this.provider.on(event, look)
      look()
    })
  }

  /** The server's content has come, and everything written here has been acknowledged. */
  saved(): Promise<void> {
    return this.until(() => this.provider.isSynced && !this.provider.hasUnsyncedChanges)
  }

  reads(text: string): Promise<void> {
    return this.until(() => this.text.toString() === text)
  }

  /** Waits until this client sees exactly these people, itself included. */
  sees(...people: string[]): Promise<void> {
    return this.until(() => this.people().join() === people.toSorted().join())
  }

  /** Everybody with a `name` in the awareness, in order. */
  people(): string[] {
    const names = [...this.awareness.getStates().values()].map((state) => state['name'] as string | undefined)
    return names.filter((name) => name !== undefined).toSorted()
  }

  /** The next event of this name. Ask before doing what causes it. */
  next<T>(event: string): Promise<T> {
    return new Promise((resolve) => {
      const listener = (detail: T): void => {
        this.provider.off(event, listener)
        resolve(detail)
      }
      this.provider.on(event, listener)
    })
  }

  /** Closes the socket and waits until it is closed; what is written from now on is written offline. */
  async goOffline(): Promise<void> {
    const gone = this.next('disconnect')
    this.socket.disconnect()
    await gone
  }

  comeBack(): void {
    void this.socket.connect()
  }

  [Symbol.dispose](): void {
    this.provider.destroy()
    this.#ownSocket?.[Symbol.dispose]()
  }
}
