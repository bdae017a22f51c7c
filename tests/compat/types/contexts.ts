// Since 4.0 an application may say what its context is; the types of hooks, server and connections take it as a parameter.
import {
  Hocuspocus,
  Server,
  type Connection,
  type Extension,
  type HookPayloadByName,
  type onAuthenticatePayload,
  type onConnectPayload,
  type onTokenSyncPayload,
} from '@hocuspocus/server'

interface Reader {
  user: string
}

export class Greeter implements Extension<Reader> {
  async onConnect({ context }: onConnectPayload<Reader>): Promise<Reader> {
    return { user: context.user.trim() }
  }

  async onTokenSync({ connection, context }: onTokenSyncPayload<Reader>): Promise<void> {
    const known: Connection<Reader> = connection
    known.context.user = context.user
  }

  async onChange({ context }: HookPayloadByName<Reader>['onChange']): Promise<number> {
    return context.user.length
  }
}

export const server = new Server<Reader>({
  extensions: [new Greeter()],
  async onAuthenticate({ token, context }: onAuthenticatePayload<Reader>) {
    return { user: `${context.user} ${token}` }
  },
})

export const hocuspocus: Hocuspocus<Reader> = server.hocuspocus
export const other = new Hocuspocus<Reader>({ extensions: [new Greeter()] })
