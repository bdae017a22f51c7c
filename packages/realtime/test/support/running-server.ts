import { Server, type Log, type ServerConfiguration } from '../../src/index.ts'

/** Collects what a server logs. */
export class Lines implements Log {
  readonly errors: { details: object; message: string }[] = []
  info(): void {}
  warn(): void {}
  error(details: object, message: string): void {
    this.errors.push({ details, message })
  }
}

/** A server on a free port of the loopback interface. */
export async function running(configuration: ServerConfiguration = {}): Promise<Server & { url: string }> {
  const server = new Server({ address: '127.0.0.1', port: 0, stopOnSignals: false, log: new Lines(), ...configuration })
  await server.listen()
  return Object.assign(server, { url: `ws://127.0.0.1:${server.address?.port}` })
}
