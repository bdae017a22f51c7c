// Given to a process with `--import`: plants the fault that `CROCHET_PLANT` names in the modules of the product while they are loaded.
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { rewrittenBy } from '../crash/rewrite.ts'
import { editsOf, plantOf } from './plants.ts'

const sources = rewrittenBy(editsOf(plantOf(process.env['CROCHET_PLANT'] ?? '')))

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const source = url.startsWith('file:') ? sources.get(fileURLToPath(url)) : undefined
    return source === undefined ? loaded : { ...loaded, source }
  },
})
