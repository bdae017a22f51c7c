import { describe, expect, test } from 'vitest'
import { createApp, type CrochetConfig } from '../src/index.ts'
import { notes, project, silent } from './project.ts'

const token = 'a-token-for-the-metrics'

describe('settings of the HTTP server', () => {
  test('reach it: CORS, limits, rate, description, metrics', async () => {
    using at = project()
    const config: CrochetConfig = {
      ...at.config,
      collections: [notes],
      cors: ['https://app.example.org'],
      http: { limits: { body: 20 }, rate: { requests: 100, seconds: 60 }, openapi: false, metrics: { token } },
    }
    await using app = await createApp(config, { root: at.root, log: silent })
    const { url } = await app.listen({ port: 0, stopOnSignals: false })

    const origin = 'https://app.example.org'
    const page = await fetch(`${url}/api/notes`, { headers: { origin } })
    expect(page.headers.get('access-control-allow-origin')).toBe(origin)
    expect(page.headers.get('ratelimit-limit')).toBe('100')
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ text: 'longer than 20 bytes' })
    expect((await fetch(`${url}/api/notes`, { method: 'POST', headers, body })).status).toBe(413)
    expect((await fetch(`${url}/api/openapi.json`)).status).toBe(404)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)

    const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
    const text = await metrics.text()
    expect(text).toContain('crochet_content_operations_total{owner="notes",operation="read",outcome="ok"} 1')
    expect(text).toContain('crochet_realtime_sockets 0')
    expect(text).toContain('crochet_http_errors_total{code="HTTP_BODY_TOO_LARGE"} 1')
    expect(text).toContain('# TYPE crochet_realtime_refused_total counter')
  })

  test.each([{ cors: 'https://app.example.org' }, { http: [] }, { http: { limit: {} } }])(
    'that are not of their kind are refused: %j',
    async (wrong) => {
      using at = project()
      const config = { ...at.config, ...wrong } as unknown as CrochetConfig
      await expect(createApp(config, { root: at.root, log: silent })).rejects.toMatchObject({ code: 'CONFIG_VALUE' })
    },
  )
})
