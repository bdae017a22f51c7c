import { randomUUID } from 'node:crypto'

/** Makes an id. What Node returns is a chain of some twenty short strings, ten times as large as this copy of it. */
export const socketId = (): string => Buffer.from(randomUUID(), 'latin1').toString('latin1')
