import { expect, test } from 'vitest'
import { ClientOwners } from '../../src/document/client-owners.ts'

const [ada, bob, cem] = ['ada', 'bob', 'cem'].map((socketId) => ({ socketId })) as [Who, Who, Who]
interface Who {
  readonly socketId: string
}

test('nobody goes on in the name of a client that a connection named or edited as', () => {
  const owners = new ClientOwners<Who>()
  expect(owners.claim(1, ada, 'named')).toBeUndefined()
  expect(owners.claim(2, bob, 'edited')).toBeUndefined()
  for (const how of ['named', 'edited', 'passed-on'] as const) expect(owners.claim(1, cem, how)).toBe(ada)
  expect(owners.claim(2, cem, 'passed-on')).toBe(bob)
})

test('what somebody is gone has written may be brought back by several, each a part', () => {
  const owners = new ClientOwners<Who>()
  expect(owners.claim(9, ada, 'passed-on')).toBeUndefined()
  expect(owners.claim(9, bob, 'passed-on')).toBeUndefined()
  expect(owners.claim(9, ada, 'passed-on')).toBeUndefined()
})

test('who returns to a client that others passed on is itself again', () => {
  const owners = new ClientOwners<Who>()
  owners.claim(9, ada, 'passed-on')
  expect(owners.claim(9, bob, 'named')).toBeUndefined()
  expect(owners.claim(9, ada, 'passed-on')).toBe(bob)
})

test('a connection that has a client of its own passes on whatever else it edits', () => {
  const owners = new ClientOwners<Who>()
  owners.claim(1, ada, 'named')
  owners.claim(9, ada, 'edited')
  expect(owners.claim(9, bob, 'passed-on')).toBeUndefined()
})

test('a connection that goes leaves its clients to anybody', () => {
  const owners = new ClientOwners<Who>()
  owners.claim(1, ada, 'named')
  owners.leave(ada)
  expect(owners.claim(1, bob, 'passed-on')).toBeUndefined()
})

test('connections of one socket are one person', () => {
  const owners = new ClientOwners<Who>()
  const again = { socketId: ada.socketId }
  owners.claim(1, ada, 'named')
  expect(owners.claim(1, again, 'passed-on')).toBeUndefined()
})
