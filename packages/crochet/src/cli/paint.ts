import { styleText } from 'node:util'
import { colorsOn, type CliIo } from './cli-io.ts'

type Style = Parameters<typeof styleText>[0]

/** Colours a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string

const painted: Paint = (style, text) => styleText(style, text, { validateStream: false })
const plain: Paint = (_, text) => text

/** How text for `stdout` is coloured. */
export const paintOut = (io: CliIo): Paint => (io.color ? painted : plain)

/** How text for `stderr` is coloured, which may be a terminal when `stdout` is none. */
export const paintErr = (io: CliIo): Paint => (colorsOn(io.stderr, io.env) ? painted : plain)
