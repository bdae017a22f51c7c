import { createApp, type App } from 'crochet'
import { createLog } from '../../packages/crochet/src/log.ts'
import { thingsConfig } from './things.ts'

export interface OpenThings {
  readonly app: App
  readonly port: number
}

/** Boots the application on the files in a folder, with a door for the Local API, and listens. */
export async function openThings(folder: string): Promise<OpenThings> {
  const app = await createApp(thingsConfig(folder), { root: folder, log: createLog('silent') })
  app.endpoints.push({
    path: '/local/:id',
    method: 'post',
    handler: async (request) => {
      const { data = {}, ...how } = (await request.json()) as { data?: object; appended?: string; ifUpdatedAt?: string }
      const { appended, ifUpdatedAt } = how
      const { id = '' } = request.routeParams
      const options = {
        ...(appended === undefined ? {} : { context: { appended } }),
        ...(ifUpdatedAt === undefined ? {} : { ifUpdatedAt }),
      }
      const doc = await app.update({ collection: 'things', id, data, overrideAccess: true, ...options })
      return Response.json({ doc })
    },
  })
  const { url } = await app.listen({ port: 0, stopOnSignals: false })
  return { app, port: Number(new URL(url).port) }
}
