'use strict'
// Runs the command again with another Node. Plain ES2015, as in `crochet.cjs`.
const childProcess = require('child_process')
const os = require('os')

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGBREAK']
/** What a terminal sends to every process that it runs, so also to the other Node. */
const fromTerminal = ['SIGINT', 'SIGQUIT']

/**
 * Hands terminal, arguments and environment to the other Node. Where Node can, this process becomes the other one. Elsewhere signals go
 * on to it, and how it ends is how this process ends.
 *
 * @param {string} runtime path of the other Node
 * @param {string[]} args its options, the script, the script's arguments
 */
function reExecute(runtime, args) {
  // What it warns of (that it is experimental) would be printed later, when nothing of this process is left.
  const becomes = process.platform !== 'win32' && typeof process.execve === 'function'
  if (becomes) process.execve(runtime, [runtime].concat(args), process.env)

  const child = childProcess.spawn(runtime, args, { stdio: 'inherit' })
  const terminal = process.stdin.isTTY === true
  for (const signal of signals) {
    if (!(signal in os.constants.signals)) continue
    process.on(signal, () => {
      if (!terminal || fromTerminal.indexOf(signal) < 0) child.kill(signal)
    })
  }
  child.on('error', (error) => {
    process.stderr.write('The Node at ' + runtime + ' cannot be started: ' + error.message + '\n')
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    // Ends by the same signal, so that whoever has started this process sees what happened.
    for (const name of signals) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}

module.exports = { reExecute: reExecute }
