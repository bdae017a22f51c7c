import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import type * as Y from 'yjs'

/** The published provider, with promises for what a test waits for. */
export class LiveClient extends HocuspocusProvider implements Disposable {
  readonly #socket: HocuspocusProviderWebsocket
  /** Reasons with which the server has closed or refused it. */
  readonly reasons: string[] = []

  constructor(name: string, { url, token }: { url: string; token: string }) {
    const socket = new HocuspocusProviderWebsocket({ url, delay: 5, minDelay: 5, maxDelay: 20 })
    super({ name, token, websocketProvider: socket } as never)
    this.#socket = socket
    this.on('authenticationFailed', ({ reason }: { reason: string }) => void this.reasons.push(reason))
    this.on('close', ({ event }: { event: { reason: string } }) => void this.reasons.push(event.reason))
    this.attach()
  }

  get values(): Y.Map<unknown> {
    return this.document.getMap('fields')
  }

  get said(): Y.Map<unknown> {
    return this.document.getMap('crochet')
  }

  text(name: string): Y.Text {
    return this.document.getText(name)
  }

  /** Resolves once `holds` is true, which is looked at whenever something happens. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const events = ['synced', 'unsyncedChanges', 'authenticated', 'authenticationFailed', 'close']
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

  whenSynced(): Promise<this> {
    return this.until(() => this.isSynced).then(() => this)
  }

  /** Everything is acknowledged, and the server has said this of it. */
  says(status: string): Promise<void> {
    return this.until(() => !this.hasUnsyncedChanges && this.said.get('status') === status)
  }

  [Symbol.dispose](): void {
    this.destroy()
    this.#socket.destroy()
  }
}
