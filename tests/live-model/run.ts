// `npm run test:model -- --histories 10000 --seed N`
import { parseArgs } from 'node:util'
import { campaign, isKills, tell } from './campaign.ts'

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '10000' },
    seed: { type: 'string' },
    /** Histories in which the server is killed: `never`, `sometimes` (every 20th), `always`. */
    kills: { type: 'string', default: 'sometimes' },
    /** One that goes wrong is not made shorter. */
    'as-it-is': { type: 'boolean', default: false },
  },
})
const { kills } = values
if (!isKills(kills)) throw new Error(`--kills never, sometimes or always; not ${kills}`)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 30) : Number(values.seed)
const histories = Number(values.histories)
const started = performance.now()
console.log(`seed ${seed}`)
const say = (line: string): void => console.log(line)
const failure = await campaign({ seed, histories, kills, asItIs: values['as-it-is'], say })
const seconds = ((performance.now() - started) / 1_000).toFixed(1)
console.log(failure === undefined ? `${histories} histories in ${seconds} s: all agree` : tell(failure))
process.exit(failure === undefined ? 0 : 1)
