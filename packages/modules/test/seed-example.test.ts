import { expect, test } from 'vitest'
import { ManualClock } from './manual-clock.ts'
import { load, Project, rejection } from './project.ts'

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

test("this.defaults['your_config'] works in an arrow function as well, where the module is a function of its own `this`", async () => {
  await using project = await Project.with({
    'hooks/example.cjs': `module.exports = function (strapi) {
      return {
        defaults: { your_config: 1 },
        initialize: (cb) => { strapi.events.push([this.defaults['your_config'], this.example()]); cb() },
        example: () => 'own',
      }
    }`,
  })
  const { set, app } = await load(project, { settings: { example: { your_config: 5 } } })
  await set.initialize()
  expect(app.events).toEqual([[5, 'own']])
})

test('the layout and the settings of the seed: a package, custom hooks that keep their names, config/hook.json', async () => {
  const hook = (name: string): string => seed.replace('cb();', `strapi.events.push('${name}'); cb();`)
  await using project = await Project.with({
    'package.json': '{ "name": "app" }',
    'config/hook.json': `{ "hook-name": { "enabled": true, "own": 1 }, "strapi-hook-bookshelf": { "enabled": true }, "knex": { "enabled": true } }`,
    'hooks/hook-name/index.js': hook('hook-name'),
    'hooks/strapi-documentation/index.js': hook('strapi-documentation'),
    'hooks/strapi-server-side-rendering/index.js': hook('strapi-server-side-rendering'),
    'node_modules/strapi-hook-bookshelf/lib/index.js': hook('bookshelf'),
    'node_modules/strapi-hook-bookshelf/package.json':
      '{ "name": "strapi-hook-bookshelf", "version": "x.x.x", "strapi": { "dependencies": ["strapi-hook-knex"] } }',
    'node_modules/strapi-hook-knex/lib/index.js': hook('knex'),
  })
  const { set, app } = await load(project)
  await set.initialize()
  expect(Object.keys(set.hook).toSorted()).toEqual([
    'bookshelf',
    'hook-name',
    'knex',
    'strapi-documentation',
    'strapi-server-side-rendering',
  ])
  expect(set.settings['hook-name']).toEqual({ enabled: true, own: 1 })
  expect(app.events.indexOf('knex')).toBeLessThan(app.events.indexOf('bookshelf'))
})

test('a hook that does not call its callback is not loaded: the boot says so', async () => {
  await using project = await Project.with({
    'package.json': '{ "name": "app" }',
    'hooks/example/index.js': seed.replace('cb();', ''),
  })
  const clock = new ManualClock()
  const { set } = await load(project, { clock, settings: { example: { timeout: 5 } } })
  const failed = rejection(set.initialize())
  await clock.advance(5)
  expect(await failed).toMatchObject({
    code: 'MODULE_TIMEOUT',
    message:
      'Hook module "example" (hooks/example/index.js) was not done with initialize within 5 ms, its callback was not called',
  })
  expect(set.hook['example']?.loaded).toBe(false)
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
