import type { HookArgs } from './payloads.ts'

/** A payload without its `signal`, which the engine adds when it dispatches (lazily: nobody may read it). */
export const toPayload = <P extends HookArgs>(about: Omit<HookArgs, 'signal'>, own: Omit<P, keyof HookArgs>): P =>
  ({ ...about, ...own }) as unknown as P
