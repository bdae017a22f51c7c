import { expect, test } from 'vitest'
import { NewProjectError } from '../../src/cli/new/errors.ts'
import { appErrors, cliErrors, newProjectErrors } from '../../src/errors.ts'

test('an error of `crochet new` has the hint and the exit code of its code, which no other catalogue has', () => {
  for (const code of Object.keys(newProjectErrors) as (keyof typeof newProjectErrors)[]) {
    expect(new NewProjectError(code, 'what happened')).toMatchObject({ code, ...newProjectErrors[code] })
    expect({ ...appErrors, ...cliErrors }).not.toHaveProperty(code)
  }
})
