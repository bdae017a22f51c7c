import { expect, test } from 'vitest'
import { load, Project } from './project.ts'

const seed = `const fs = require('fs');
const path = require('path');
module.exports = strapi => {
const hook = {
/**
*  Default options
*/
defaults: {
// config object
},
/**
*  Initialize the hook
*/
initialize: cb => {
// Write your code here.
// this.defaults['your_config'] to access to your configs.
cb();
},
};
return hook;
};
`

test('the example of the seed loads as it is written', async () => {
  await using project = await Project.with({ 'package.json': '{ "name": "app" }', 'hooks/example/index.js': seed })
  const { set } = await load(project)
  expect(set.hook['example']).toMatchObject({ loaded: false, ms: undefined })
  await set.initialize()
  expect(set.hook['example']).toMatchObject({ loaded: true, defaults: {}, dependencies: [], ms: expect.any(Number) })
})

test('the layout of a package of the seed, lib/index.js beside package.json, works below ./hooks', async () => {
  await using project = await Project.with({
    'package.json': '{ "name": "app" }',
    'hooks/strapi-hook-bookshelf/lib/index.js': seed.replace('cb();', "strapi.events.push('bookshelf'); cb();"),
    'hooks/strapi-hook-bookshelf/package.json': '{ "strapi": { "dependencies": ["strapi-hook-knex"] } }',
    'hooks/knex/index.js': seed.replace('cb();', "strapi.events.push('knex'); cb();"),
  })
  const { set, app } = await load(project)
  await set.initialize()
  expect(app.events).toEqual(['knex', 'bookshelf'])
  expect(set.hook['bookshelf']?.dependencies).toEqual(['knex'])
})

test("the configuration is at this.defaults['your_config'], over the defaults", async () => {
  await using project = await Project.with({
    'hooks/example.cjs': `module.exports = strapi => {
      const hook = {
        defaults: { your_config: 1, other: 2 },
        initialize(cb) { strapi.events.push([this.defaults['your_config'], hook.defaults.other, this === hook]); cb() },
      }
      return hook
    }`,
  })
  const { set, app } = await load(project, { settings: { example: { enabled: true, your_config: 5 } } })
  await set.initialize()
  expect(app.events).toEqual([[5, 2, true]])
  expect(set.settings['example']).toEqual({ enabled: true, your_config: 5, other: 2 })
})
