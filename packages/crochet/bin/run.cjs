'use strict'
const { existsSync } = require('node:fs')
const { enableCompileCache } = require('node:module')
const { join, resolve } = require('node:path')

const root = projectOf(process.argv.slice(2))
// What Node has compiled is kept in the project, TypeScript included, and the next start finds it.
if (root !== undefined) {
  const modules = join(root, 'node_modules')
  enableCompileCache(existsSync(modules) ? join(modules, '.cache', 'crochet') : join(root, '.crochet', 'compiled'))
}

// By the package's own name: `--conditions=crochet-source` leads to the sources, otherwise it is what was built.
import('crochet/cli')
  .then(({ run }) => run(process.argv.slice(2)))
  .catch((error) => {
    process.stderr.write(`The command line of Crochet cannot be started: ${error.message}\n`)
    process.exit(1)
  })

/** The folder the command is about, if it is a project: nothing is written into others. */
function projectOf(words) {
  const at = words.findIndex((word) => word === '--root' || word.startsWith('--root='))
  const given = at < 0 ? '.' : words[at] === '--root' ? (words[at + 1] ?? '.') : words[at].slice('--root='.length)
  const folder = resolve(given)
  return ['ts', 'js', 'mjs'].some((end) => existsSync(join(folder, `crochet.config.${end}`))) ? folder : undefined
}
