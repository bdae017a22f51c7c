import type { AppConfig, HookModule } from 'crochet'

/** A hook module: gives posts a field `minutes`, how long it takes to read them. */
export default ((app) => ({
  defaults: { collection: 'posts', from: 'body', wordsPerMinute: 200 },

  configure(config: AppConfig) {
    const { collection } = this.defaults
    config.collections = config.collections?.map((one) =>
      one.slug === collection ? { ...one, fields: [...one.fields, { name: 'minutes', type: 'number' }] } : one,
    )
  },

  initialize() {
    const { collection, from, wordsPerMinute } = this.defaults
    app.hooks.on(`${String(collection)}:beforeChange`, {
      id: 'reading-time',
      handler: ({ data }) => {
        const text = data[String(from)]
        if (typeof text !== 'string') return undefined
        const words = text.split(/\s+/).filter(Boolean).length
        return { ...data, minutes: Math.ceil(words / Number(wordsPerMinute)) }
      },
    })
  },
})) satisfies HookModule
