import { accessSync, constants } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const path = process.env['CROCHET_CHROMIUM'] ?? '/usr/bin/chromium'

// The sandbox needs rights that a container's root has not; the rest keeps Chromium from asking the internet for anything.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Why there is no browser to test with; `undefined` if there is one. */
export function missingChromium(): string | undefined {
  try {
    accessSync(path, constants.X_OK)
    return undefined
  } catch {
    return `no Chromium at ${path}: install Debian's package "chromium", or name one in CROCHET_CHROMIUM`
  }
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: flags })
}
