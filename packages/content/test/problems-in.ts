import { checkConfig, ConfigError, type ContentConfig } from '../src/index.ts'

/** What is wrong with a configuration: a line for each problem, its path first. */
export function problemsIn(config: unknown): string[] {
  try {
    checkConfig(config as ContentConfig)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ path, message }) => `${path}: ${message}`)
  }
}
