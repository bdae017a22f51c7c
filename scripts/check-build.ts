import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

/** Builds what is published, and checks that every package's manifest and what it would pack fit together. */
const root = resolve(import.meta.dirname, '..')
try {
  execFileSync('tsc', ['-b', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
} catch {
  process.exit(1)
}

for (const folder of globSync('packages/*', { cwd: root })) {
  const { messages, pkg } = await publint({ pkgDir: join(root, folder), pack: false, strict: true })
  for (const message of messages) {
    console.error(`${folder}: ${formatMessage(message, pkg) ?? message.code}`)
    process.exitCode = 1
  }
}
