/** Boots Payload's Local API on the database that `DATABASE_URL` names. */
import { payloadConfig } from '../contenders/payload.ts'
import { getPayload } from 'payload'

await getPayload({ config: payloadConfig(process.env['DATABASE_URL'] ?? '') })
console.log('ready')
setInterval(() => undefined, 1e6)
