import { checkOwnID } from './check-own-id.ts'
import { isText, type Problems } from './check-parts.ts'

/** The fields of a level by their names in lower case, as columns are compared. */
export type Taken = Map<
  string,
  { readonly name: string; readonly path: string; readonly field: Record<string, unknown> }
>

const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/
const longestName = 60
const ownNames = ['id', 'createdAt', 'updatedAt']
const operators = ['and', 'or']

/** Checks the name of a field, and that no other field of its level has it, in whatever layout that one stands. */
export function checkFieldName(
  field: Record<string, unknown>,
  path: string,
  { problems, taken, inBlock, ownID }: { problems: Problems; taken: Taken; inBlock: boolean; ownID: boolean },
): void {
  const { name } = field
  if (!isText(name)) return problems.add(`${path}.name`, 'give the field a name')
  if (name === 'id' && ownID) checkOwnID(field, path, problems)
  else if (ownNames.includes(name))
    return problems.add(path, `\`${name}\` is given to every document; choose another name`)
  if (inBlock && name === 'blockType')
    return problems.add(path, '`blockType` is given to every row; choose another name')
  if (operators.includes(name)) return problems.add(path, `\`${name}\` means something in queries; choose another name`)
  if (name in Object.prototype)
    return problems.add(path, `\`${name}\` means something in JavaScript; choose another name`)
  if (!namePattern.test(name) || name.length > longestName) {
    problems.add(path, `use letters, digits and _ for the name, a letter first, at most ${longestName} characters`)
  }
  const other = taken.get(name.toLowerCase())
  if (other === undefined) taken.set(name.toLowerCase(), { name, path, field })
  else problems.add(path, `the name is taken by ${other.path} (upper and lower case are the same); rename one`)
}
