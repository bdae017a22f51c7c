import type { App } from 'crochet'
import { everything, secretIs, toldOf, toldOfBulk, toldOfMany, type Question } from './operation.ts'

/** Who asks, as a hook sees them. */
export type User = Awaited<ReturnType<App['auth']>>['user']

/** Asks as the Local API, in the name of this user. @returns what is told of the answer, or the code of the error */
export async function askLocally(app: App, user: User, question: Question): Promise<string> {
  try {
    return await answer(app, user, question)
  } catch (error) {
    return (error as { code: string }).code
  }
}

async function answer(app: App, user: User, { subject, operation, id, version, data }: Question): Promise<string> {
  const { slug } = subject
  const as = { user, overrideAccess: false }
  const of = { collection: slug, ...as }
  switch (operation) {
    case 'find':
      return toldOfMany((await app.find(of)).docs)
    case 'find where secret':
      return toldOfMany((await app.find({ ...of, where: secretIs })).docs)
    case 'find sort secret':
      return toldOfMany((await app.find({ ...of, sort: 'secret' })).docs)
    case 'findByID':
      return toldOf(await app.findByID({ ...of, id }))
    case 'count':
      return `${(await app.count(of)).totalDocs} of 2`
    case 'count where secret':
      return `${(await app.count({ ...of, where: secretIs })).totalDocs} of 2`
    case 'distinct':
      return `${(await app.findDistinct({ ...of, field: 'title' })).values.length} of 2`
    case 'distinct secret':
      return `${(await app.findDistinct({ ...of, field: 'secret' })).values.length} of 2`
    case 'create':
      return toldOf(await app.create({ ...of, data }))
    case 'update':
    case 'update title':
      return toldOf(await app.update({ ...of, id, data }))
    case 'update many':
      return toldOfBulk(await app.update({ ...of, where: everything, data }))
    case 'delete':
      return toldOf(await app.delete({ ...of, id }))
    case 'delete many':
      return toldOfBulk(await app.delete({ ...of, where: everything }))
    case 'duplicate':
    case 'duplicate title':
      return toldOf(await app.duplicate({ ...of, id, data }))
    case 'find versions':
      return toldOfMany((await app.findVersions(of)).docs)
    case 'restore version':
      return toldOf(await app.restoreVersion({ ...of, id: version }))
    case 'findGlobal':
      return toldOf(await app.findGlobal({ slug, ...as }))
    case 'updateGlobal':
      return toldOf(await app.updateGlobal({ slug, ...as, data }))
  }
}
