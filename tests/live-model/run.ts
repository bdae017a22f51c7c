// `npm run test:model -- --histories 10000 --seed N`
import { parseArgs } from 'node:util'
import { campaign, tell } from './campaign.ts'

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    /** Leave out histories in which the server is killed. */
    'no-kills': { type: 'boolean', default: false },
    /** Nothing but kills. */
    'only-kills': { type: 'boolean', default: false },
  },
})
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 30) : Number(values.seed)
const histories = Number(values.histories)
const kills = values['only-kills'] ? 'always' : values['no-kills'] ? 'never' : 'sometimes'
const started = performance.now()
console.log(`seed ${seed}`)
const failure = await campaign({ seed, histories, kills, say: (line) => console.log(line) })
const seconds = ((performance.now() - started) / 1_000).toFixed(1)
console.log(failure === undefined ? `${histories} histories in ${seconds} s: all agree` : tell(failure))
process.exit(failure === undefined ? 0 : 1)
