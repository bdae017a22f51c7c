import type { CliIo } from './cli-io.ts'
import type { AppOptions } from '../begin-boot.ts'

/** What `--skip-broken-hooks` does, for help texts. */
export const skipBrokenText = 'start without hook modules that fail, and say so'

/**
 * What a command that boots passes to `createApp`.
 *
 * @param level lowest level that is logged, on `stderr`, unless LOG_LEVEL says otherwise
 */
export async function bootOptions(
  { root, io, level }: { root: string; io: CliIo; level: 'info' | 'warn' },
  skipBrokenHooks: boolean | undefined,
): Promise<AppOptions & { skipBrokenHooks?: boolean }> {
  const { createLog } = await import('../log.ts')
  const log = createLog(io.env['LOG_LEVEL'] ?? level)
  return { root, log, ...(skipBrokenHooks === true ? { skipBrokenHooks } : {}) }
}
