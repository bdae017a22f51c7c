import { spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import { NewProjectError } from './errors.ts'

/** Programs that install packages and say who they are in `npm_config_user_agent`. */
const managers = ['npm', 'pnpm', 'yarn', 'bun'] as const

export type PackageManager = (typeof managers)[number]

/** Whichever runs this command (`pnpm dlx crochet new …`); npm when nobody says. */
export function packageManager(env: NodeJS.ProcessEnv): PackageManager {
  const [name] = (env['npm_config_user_agent'] ?? '').split('/')
  return managers.find((one) => one === name) ?? 'npm'
}

/**
 * Installs what the project needs, in its folder.
 *
 * @param output receives what the package manager says
 * @throws NewProjectError `NEW_INSTALL_FAILED`
 */
export function install(folder: string, env: NodeJS.ProcessEnv, output: Writable): Promise<void> {
  const command = `${packageManager(env)} install`
  return new Promise((resolve, reject) => {
    const fail = (how: string, cause?: unknown): void =>
      reject(new NewProjectError('NEW_INSTALL_FAILED', `\`${command}\` ${how} in ${folder}.`, cause))
    // A shell finds npm.cmd on Windows; nothing of the line comes from outside.
    const child = spawn(command, { cwd: folder, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.on('data', (chunk) => output.write(chunk))
    child.stderr.on('data', (chunk) => output.write(chunk))
    child.on('error', (error) => fail(`could not be started: ${error.message}`, error))
    child.on('close', (code, signal) => (code === 0 ? resolve() : fail(`ended with ${signal ?? code}`)))
  })
}
