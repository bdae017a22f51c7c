import {
  HocuspocusProvider,
  HocuspocusProviderWebsocket,
  type HocuspocusProviderConfiguration,
} from '@hocuspocus/provider'
import type * as Y from 'yjs'

type Options = Partial<HocuspocusProviderConfiguration> & { url?: string; socket?: ProviderSocket }

/** The published provider's socket, which several clients may share. */
export class ProviderSocket extends HocuspocusProviderWebsocket implements Disposable {
  constructor(url: string) {
    super({ url, delay: 5, minDelay: 5, maxDelay: 20 })
  }

  [Symbol.dispose](): void {
    this.destroy()
  }
}

/** The published provider, with promises for what a test waits for. */
export class Client extends HocuspocusProvider implements Disposable {
  readonly #own: ProviderSocket | undefined

  constructor(name: string, { url, socket, ...options }: Options) {
    const own = socket === undefined ? new ProviderSocket(url ?? '') : undefined
    super({ ...options, name, websocketProvider: (socket ?? own) as ProviderSocket } as never)
    this.#own = own
    this.attach()
  }

  get text(): Y.Text {
    return this.document.getText('text')
  }

  /** Resolves once `holds` is true, which is looked at whenever something happens. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const events = ['synced', 'unsyncedChanges', 'authenticated', 'authenticationFailed', 'awarenessUpdate', 'close']
      const look = (): void => {
        if (!holds()) return
        this.document.off('update', look)
        for (const event of events) this.off(event, look)
        resolve()
      }
      this.document.on('update', look)
      for (const event of events) this.on(event, look)
      look()
    })
  }

  whenSynced(): Promise<void> {
    return this.until(() => this.isSynced)
  }

  /** Everything this client wrote has been acknowledged. */
  whenSaved(): Promise<void> {
    return this.until(() => this.isSynced && !this.hasUnsyncedChanges)
  }

  /** The reason it was refused with. */
  refused(): Promise<string> {
    return new Promise((resolve) =>
      this.on('authenticationFailed', ({ reason }: { reason: string }) => resolve(reason)),
    )
  }

  reads(text: string): Promise<void> {
    return this.until(() => this.text.toString() === text)
  }

  [Symbol.dispose](): void {
    this.destroy()
    this.#own?.destroy()
  }
}
