import { createApp, type App } from 'crochet'
import { createLog } from '../../packages/crochet/src/log.ts'
import { changeRole, makeAccounts, type Role } from './accounts.ts'
import { thingsConfig } from './things.ts'
import { whatBecomesOf, writeAsIs, type Order } from './write-job.ts'

export interface OpenThings {
  readonly app: App
  readonly port: number
}

/**
 * Boots the application on the files in a folder, with doors for the Local API and for jobs, and listens.
 *
 * @param level of what is logged
 */
export async function openThings(folder: string, level = 'silent'): Promise<OpenThings> {
  const app = await createApp(thingsConfig(folder), { root: folder, log: createLog(level) })
  await makeAccounts(app)
  const at = (path: string, work: (given: Order & { role: Role }) => Promise<unknown>): void => {
    app.endpoints.push({
      path: `/model/${path}`,
      method: 'post',
      handler: async (request) => Response.json({ doc: await work((await request.json()) as Order & { role: Role }) }),
    })
  }
  at('local', (order) => writeAsIs(app, order))
  at('job', async (order) => {
    const job = await app.jobs.queue({ task: 'write', input: order })
    return whatBecomesOf(String(job.id))
  })
  at('role', ({ role }) => changeRole(app, role))
  const { url } = await app.listen({ port: 0, stopOnSignals: false })
  return { app, port: Number(new URL(url).port) }
}
