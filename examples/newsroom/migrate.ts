import { migrateApp } from 'crochet'
import config from './crochet.config.ts'

// Shows what the database lacks; with --yes it is brought in line.
const root = import.meta.dirname
try {
  const { steps, kept } = await migrateApp(config, { root })
  for (const name of kept) console.log(`kept, though no longer in the configuration: ${name}`)
  for (const step of steps) console.log(`- ${step}`)
  if (steps.length === 0) console.log('Everything is there.')
  else if (process.argv.includes('--yes')) {
    await migrateApp(config, { root, apply: true })
    console.log('Done.')
  } else console.log('Nothing has been changed. Run it with --yes to do this.')
} catch (error) {
  const { message, hint = '' } = error as Error & { hint?: string }
  console.error(`${message}\n${hint}`)
  process.exitCode = 1
}
