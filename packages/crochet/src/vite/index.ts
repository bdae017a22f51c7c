export { crochet, type CrochetPlugin, type CrochetPluginOptions } from './crochet.ts'
