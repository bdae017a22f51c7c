import { expect, test } from 'vitest'
import { openMatrixRoom, roles, type MatrixRoom, type Role } from './matrix/matrix-room.ts'
import { operationsOf, type LiveOperation, type Operation } from './matrix/operation.ts'
import { subjects, type Subject } from './matrix/subjects.ts'

const intro = `# Who may do what

For every kind of access rule, what comes of each operation for each role. Made by \`tests/doors/access-matrix.test.ts\`, which asks the
Local API, REST and GraphQL: all doors that have an operation agree on every cell. After a change that is meant, look at the difference,
then \`vitest run tests/doors/access-matrix.test.ts --update\`.

There are two documents, one of which is the owner's; what is asked by id is asked for hers, and the global is hers. ✎: what is stored has
changed. GraphQL has no \`distinct\` and no writes of many. \`open live\` and \`edit live\` ask the collaboration server.`

const rules: Record<string, string> = {
  none: 'No rule: whoever is signed in may',
  true: 'Rules that say `true`',
  false: 'Rules that say `false`',
  where: 'Rules that return a `where`: the owner, and admins everything; `create` is for whoever is signed in',
  fields: 'Rules of fields: only admins may read `secret` and set `fixed`, everything else is open',
}

/** Cells in which doors do not agree. */
type Quarrel = readonly [
  subject: string,
  operation: Operation | LiveOperation,
  role: Role,
  outcomes: Record<string, string>,
]

async function cell(
  room: MatrixRoom,
  [subject, operation, role]: readonly [Subject, Operation | LiveOperation, Role],
  quarrels: Quarrel[],
): Promise<string> {
  const outcomes = await room.ask(role, subject, operation)
  const [outcome = '', ...others] = new Set(Object.values(outcomes))
  if (others.length > 0) quarrels.push([subject.slug, operation, role, outcomes])
  return outcome
}

test('every door gives each role what the table of access says', async () => {
  await using room = await openMatrixRoom()
  const quarrels: Quarrel[] = []
  const lines = [intro]
  for (const [rule, title] of Object.entries(rules)) {
    lines.push(`\n## ${title}\n`, `| of | operation | ${roles.join(' | ')} |`, '|---|---|---|---|---|---|')
    for (const subject of subjects.filter((one) => one.rule === rule)) {
      for (const operation of operationsOf(subject)) {
        const cells: string[] = []
        for (const role of roles) cells.push(await cell(room, [subject, operation, role], quarrels))
        lines.push(`| ${subject.kind} | ${operation} | ${cells.join(' | ')} |`)
      }
    }
  }
  expect(quarrels).toEqual([])
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../../docs/reference/access-matrix.md')
}, 180_000)
