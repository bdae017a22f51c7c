#!/usr/bin/env node
'use strict'
// Read by whatever Node is there, however old: plain CommonJS, no syntax younger than ES2015. What needs a newer one is in
// `run.cjs`, which only a Node that is new enough reads.
const { decide } = require('./runtime.cjs')

const decision = decide({
  version: process.versions.node,
  execPath: process.execPath,
  platform: process.platform,
  arch: process.arch,
  from: [process.cwd(), __dirname],
})

switch (decision.kind) {
  case 'run':
    require('./run.cjs')
    break
  case 're-execute':
    require('./re-execute.cjs').reExecute(decision.runtime, process.execArgv.concat(__filename, process.argv.slice(2)))
    break
  default:
    process.stderr.write(decision.sentence + '\n')
    process.exitCode = 1
}
