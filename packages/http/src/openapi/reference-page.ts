import { hash } from 'node:crypto'
import type { Answer } from './answers.ts'
import { Html, html, prose } from './html.ts'
import type { OpenApiDocument } from './openapi-document.ts'
import type { Parameter, Reference } from './parameters.ts'
import type { Operation } from './paths.ts'
import { referenceStyle } from './reference-style.ts'
import { typeText } from './schema-text.ts'
import type { Schema } from './schema.ts'

/**
 * The description of REST as one page for people: it needs no script, and nothing from anywhere else.
 *
 * @returns the page, and the hash of its style for the Content-Security-Policy (base64 of SHA-256)
 */
export function referencePage(document: OpenApiDocument): { html: string; styleHash: string } {
  const { info, tags, components } = document
  const names = Object.keys(components.schemas)
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title}: reference</title>
        ${style}
      </head>
      <body>
        <nav aria-label="Contents">
          <ul>
            ${tags.map(({ name }) => html`<li><a href="#${name}">${name}</a></li>`)}
          </ul>
          <p class="dim">Types</p>
          <ul>
            ${names.map((name) => html`<li><a href="#type-${name}">${name}</a></li>`)}
          </ul>
        </nav>
        <main>
          <h1>${info.title}</h1>
          <p>
            ${prose(info.description)} The same for programs:
            <a href="/api/openapi.json"><code>/api/openapi.json</code></a> (OpenAPI ${document.openapi}).
          </p>
          ${tags.map(({ name }) => section(name, document))}
          <h2>Types</h2>
          ${Object.entries(components.schemas).map(([name, schema]) => typeSection(name, schema))}
        </main>
      </body>
    </html> `
  return { html: page.toString(), styleHash: hash('sha256', referenceStyle, 'base64') }
}

/** It is our own, so there is nothing to escape in it; and the hash is of exactly what is between the tags. */
const style = new Html(`<style>${referenceStyle}</style>`)

function section(tag: string, document: OpenApiDocument): Html {
  const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const own = entries.filter(({ operation }) => operation.tags.includes(tag))
  return html`<h2 id="${tag}">${tag}</h2>
    ${own.map(({ path, method, operation }) => operationDetails(`${method} ${path}`, operation, document))}`
}

function operationDetails(line: string, operation: Operation, { components }: OpenApiDocument): Html {
  const [method = '', path = ''] = line.split(' ')
  const parameters = operation.parameters.map((one) => resolve(one, components.parameters))
  return html`<details id="${operation.operationId}">
    <summary>
      <span class="method ${method}">${method}</span><code>${path}</code><span class="dim">${operation.summary}</span>
    </summary>
    <div>
      ${operation.description === undefined ? '' : html`<p>${prose(operation.description)}</p>`}
      ${parameters.length === 0 ? '' : parameterTable(parameters)}
      ${
        operation.requestBody === undefined
          ? ''
          : html`<h4>Body</h4>
              <p>${bodyType(operation.requestBody)}</p>`
      }
      <h4>Answers</h4>
      <table>
        ${Object.entries(operation.responses).map(([status, one]) => answerRow(status, resolve(one, components.responses)))}
      </table>
    </div>
  </details> `
}

const parameterTable = (parameters: readonly Parameter[]): Html =>
  html`<h4>Parameters</h4>
    <table>
      ${parameters.map(
        ({ name, in: place, description, schema }) =>
          html`<tr>
            <td><code>${name}</code> <span class="dim">${place}</span></td>
            <td>${typeText(schema)}</td>
            <td>${prose(description)}</td>
          </tr>`,
      )}
    </table>`

const answerRow = (status: string, { description, content }: Answer): Html => {
  const schema = content?.['application/json']?.schema
  return html`<tr>
    <td>${status}</td>
    <td>${prose(description)}</td>
    <td>${schema === undefined ? '' : typeText(schema)}</td>
  </tr>`
}

function bodyType({ content = {} }: NonNullable<Operation['requestBody']>): Html {
  const { schema = {} } = (content as Record<string, { schema?: Schema }>)['application/json'] ?? {}
  return typeText(schema)
}

function typeSection(name: string, { description = '', properties = {}, required = [] }: Schema): Html {
  return html`<details id="type-${name}">
    <summary><code>${name}</code><span class="dim">${prose(description)}</span></summary>
    <div>
      <table>
        ${Object.entries(properties).map(
          ([key, schema]) =>
            html`<tr>
              <td><code>${key}</code>${required.includes(key) ? html` <span class="dim">required</span>` : ''}</td>
              <td>${typeText(schema)}</td>
              <td>${schema.description ?? ''}</td>
            </tr>`,
        )}
      </table>
    </div>
  </details> `
}

/** What a reference of this document stands for. */
function resolve<T extends object>(one: T | Reference, named: Readonly<Record<string, T>>): T {
  if (!('$ref' in one)) return one
  return named[one.$ref.slice(one.$ref.lastIndexOf('/') + 1)] as T
}
