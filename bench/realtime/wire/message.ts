/** Types of messages and of what they carry, as the protocol of Hocuspocus numbers them. */
export const messageType = { sync: 0, awareness: 1, auth: 2, close: 7, syncStatus: 8, ping: 9, pong: 10 } as const
export const syncType = { step1: 0, step2: 1, update: 2 } as const
export const authType = { token: 0, denied: 1, authenticated: 2 } as const
