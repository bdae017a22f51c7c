import type { Choice, TypeNames, ValueField } from '@crochet/content'
import { defined, objectSchema, schemaRef, type Schema } from './schema.ts'

/** What a schema is for: documents that are read, data of a new one, data of a change. */
export type Purpose = 'doc' | 'data' | 'update'

export interface Writing {
  readonly purpose: Purpose
  readonly types: TypeNames
}

/** The schema of a value that is not `null`. Fields that hold others are not for here. */
export function valueSchema(field: ValueField, writing: Writing): Schema {
  const single = singleSchema(field, writing)
  if (!('hasMany' in field) || field.hasMany !== true) return single
  return defined({ type: 'array', items: single, minItems: field.minRows, maxItems: field.maxRows })
}

function singleSchema(field: ValueField, { purpose, types }: Writing): Schema {
  switch (field.type) {
    case 'text':
    case 'textarea':
    case 'code':
      return defined({ type: 'string', minLength: field.minLength, maxLength: field.maxLength })
    case 'slug':
      return defined({ type: 'string', maxLength: field.maxLength })
    case 'password':
      return { type: 'string', writeOnly: true, minLength: field.minLength ?? 8, maxLength: field.maxLength ?? 1024 }
    case 'email':
      return { type: 'string', format: 'email' }
    case 'number':
      return defined({ type: 'number', minimum: field.min, maximum: field.max })
    case 'checkbox':
      return { type: 'boolean' }
    case 'date':
      return { type: 'string', format: 'date-time' }
    case 'select':
    case 'radio':
      return { type: 'string', enum: field.options.map(valueOf) }
    case 'point':
      return { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2, description: 'Longitude, latitude.' }
    case 'richText':
      return objectSchema({ type: { const: 'doc' }, content: { type: 'array', items: { type: 'object' } } }, ['type'])
    case 'json':
      return { description: 'Any JSON value.' }
    case 'relationship':
      return relationSchema(field.relationTo, { purpose, types })
    case 'join':
      return {
        ...objectSchema(
          {
            docs: { type: 'array', items: relationSchema(field.collection, { purpose, types }) },
            hasNextPage: { type: 'boolean' },
            totalDocs: { type: 'integer' },
          },
          ['docs', 'hasNextPage'],
        ),
        readOnly: true,
      }
    case 'array':
    case 'group':
    case 'blocks':
      return {}
  }
}

const valueOf = (choice: Choice): string => (typeof choice === 'string' ? choice : choice.value)

/** An id, or in answers the document itself; with several collections each together with the slug. */
function relationSchema(relationTo: string | readonly string[], writing: Writing): Schema {
  if (typeof relationTo === 'string') return idOrDoc(relationTo, writing)
  return {
    anyOf: relationTo.map((slug) =>
      objectSchema({ relationTo: { const: slug }, value: idOrDoc(slug, writing) }, ['relationTo', 'value']),
    ),
  }
}

function idOrDoc(slug: string, { purpose, types }: Writing): Schema {
  const id: Schema = { type: types.ids.get(slug) ?? 'string', description: `Id of a document of "${slug}".` }
  const doc = types.names.get(slug)?.doc
  return purpose !== 'doc' || doc === undefined ? id : { anyOf: [id, schemaRef(doc)] }
}
