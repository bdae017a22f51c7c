'use strict'
// Which Node runs the command line (spec: dependencies.md, "Runtime"). Plain ES2015, as in `crochet.cjs`.
const fs = require('fs')
const path = require('path')

/** The oldest Node that Crochet runs on. */
const oldest = [24, 11]

/** @param {string} version as `24.11.0` */
function isNewEnough(version) {
  const parts = version.split('.').map(Number)
  return parts[0] > oldest[0] || (parts[0] === oldest[0] && parts[1] >= oldest[1])
}

/**
 * What the launcher does.
 *
 * @param at `version` and `execPath` of the Node that runs, `platform`, `arch`, and the folders `from` which a runtime is looked for
 * @returns `{ kind: 'run' }`, `{ kind: 're-execute', runtime }` with the path of a newer Node, or `{ kind: 'give-up', sentence }`
 */
function decide(at) {
  if (isNewEnough(at.version)) return { kind: 'run' }
  const name = 'node-' + (at.platform === 'win32' ? 'win' : at.platform) + '-' + at.arch
  const program = at.platform === 'win32' ? 'node.exe' : 'node'
  for (const folder of at.from) {
    const runtime = findRuntime(folder, path.join(name, 'bin', program))
    // The one that runs already would only start itself again.
    if (runtime !== undefined && fs.realpathSync(runtime) !== at.execPath)
      return { kind: 're-execute', runtime: runtime }
  }
  const sentence =
    'Crochet needs Node ' +
    oldest.join('.') +
    ' or newer and this is ' +
    at.version +
    ': install a newer one from https://nodejs.org, or add the package "' +
    name +
    '" to the project.'
  return { kind: 'give-up', sentence: sentence }
}

/** Looks in the `node_modules` of a folder and of those above it. A runtime that is too old itself is passed over. */
function findRuntime(folder, file) {
  for (let at = folder; ; at = path.dirname(at)) {
    const runtime = path.join(at, 'node_modules', file)
    if (fs.existsSync(runtime) && isNewEnough(versionOf(path.join(path.dirname(runtime), '..')))) return runtime
    if (path.dirname(at) === at) return undefined
  }
}

function versionOf(packageFolder) {
  const manifest = path.join(packageFolder, 'package.json')
  return fs.existsSync(manifest) ? String(JSON.parse(fs.readFileSync(manifest, 'utf8')).version) : '0.0.0'
}

module.exports = { decide: decide }
