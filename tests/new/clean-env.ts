import { delimiter, dirname, join } from 'node:path'

/** The environment of somebody's shell: nothing of the npm, the test runner or the Node options that this test runs under. */
export function cleanEnv(settings: Record<string, string>): NodeJS.ProcessEnv {
  const foreign =
    /^(npm_|vite|node_options|node_env$|node_path$|port$|host$|log_level|database_url|crochet_|force_color|no_color)/i
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name))
  const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter)
  return { ...Object.fromEntries(kept), PATH, ...settings }
}

/**
 * Settings with which npm knows one registry only, and keeps what it downloads to itself.
 *
 * @param folder for its cache and its settings
 */
export const npmSettings = (folder: string, registry: string): Record<string, string> => ({
  npm_config_registry: registry,
  npm_config_cache: join(folder, 'npm-cache'),
  npm_config_userconfig: join(folder, 'npmrc'),
  npm_config_globalconfig: join(folder, 'npmrc-global'),
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
})
