import { html, type Html } from './html.ts'
import type { Schema } from './schema.ts'

/** A schema in a line, as one would write it as a type; names of types are links. */
export function typeText(schema: Schema): Html {
  const { $ref, anyOf, const: constant, enum: choices, type, items, properties } = schema
  if ($ref !== undefined) {
    const name = $ref.slice($ref.lastIndexOf('/') + 1)
    return html`<a href="#type-${name}"><code>${name}</code></a>`
  }
  if (anyOf !== undefined) return joined(anyOf.map(typeText), html` | `)
  if (constant !== undefined) return literal(constant)
  if (choices !== undefined) return joined(choices.map(literal), html` | `)
  if (items !== undefined) return html`list of ${one(items)}${orNull(type)}`
  if (properties !== undefined) return html`${objectText(schema)}${orNull(type)}`
  return html`<code>${[type ?? 'any'].flat().join(' | ')}</code>${limits(schema)}`
}

/** What is one of several, kept together. */
const one = (schema: Schema): Html =>
  schema.anyOf === undefined && schema.enum === undefined ? typeText(schema) : html`(${typeText(schema)})`

function objectText({ properties = {}, required = [] }: Schema): Html {
  const members = Object.entries(properties).map(
    ([key, schema]) => html`<code>${key}${required.includes(key) ? '' : '?'}</code>: ${typeText(schema)}`,
  )
  return html`{ ${joined(members, html`, `)} }`
}

const literal = (value: unknown): Html => html`<code>${JSON.stringify(value)}</code>`
const orNull = (type: Schema['type']): Html =>
  Array.isArray(type) && type.includes('null') ? html` | <code>null</code>` : html``

function limits({ format, minLength, maxLength, minimum, maximum }: Schema): Html {
  const told = [
    format,
    minLength === undefined ? undefined : `at least ${minLength} characters`,
    maxLength === undefined ? undefined : `at most ${maxLength} characters`,
    minimum === undefined ? undefined : `from ${minimum}`,
    maximum === undefined ? undefined : `to ${maximum}`,
  ].filter((text) => text !== undefined)
  return told.length === 0 ? html`` : html` <span class="dim">${told.join(', ')}</span>`
}

const joined = (parts: readonly Html[], between: Html): Html =>
  html`${parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]))}`
