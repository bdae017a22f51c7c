import type { CrochetConfig } from './config.ts'

/** Gives the configuration its type. It is checked when `createApp` boots. */
export function defineConfig(config: CrochetConfig): CrochetConfig {
  return config
}
