import { randomBytes } from 'node:crypto'
import { link, mkdir, open, unlink, writeFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { CliError } from './errors.ts'

/** 32 random bytes as they stand in the file. */
const written = /^[0-9a-f]{64}$/

/**
 * The secret of a development server: the one in `.crochet/secret`, which is made when there is none. Only its owner may read the file.
 *
 * @param root absolute path of the project
 * @returns 64 hexadecimal digits; the same to all who start at once
 * @throws CliError `CLI_SECRET_FILE`
 */
export async function developmentSecret(root: string): Promise<string> {
  const folder = join(root, '.crochet')
  const file = join(folder, 'secret')
  const there = await readSecret(file)
  if (there !== undefined) return there
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, '.gitignore'), '*\n')
    await makeSecret(folder, file)
  } catch (cause) {
    throw new CliError('CLI_SECRET_FILE', `${file} cannot be written`, { cause, hint: 'Set CROCHET_SECRET instead.' })
  }
  const made = await readSecret(file)
  if (made === undefined) throw new CliError('CLI_SECRET_FILE', `${file} was removed while it was read`)
  return made
}

/** Readers see no file or all of it: it is written under another name, and the first of those who make one gives it its name. */
async function makeSecret(folder: string, file: string): Promise<void> {
  const draft = join(folder, `secret-${randomBytes(8).toString('hex')}`)
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(`${randomBytes(32).toString('hex')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  try {
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await unlink(draft)
  }
}

async function readSecret(file: string): Promise<string | undefined> {
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new CliError('CLI_SECRET_FILE', `${file} cannot be read`, { cause })
  }
  try {
    return await checked(handle, file)
  } finally {
    await handle.close()
  }
}

/** Asks the open file, not its name: what is checked is what is read. */
async function checked(handle: FileHandle, file: string): Promise<string> {
  const about = await handle.stat()
  if (!about.isFile() || about.size > 1024) throw new CliError('CLI_SECRET_FILE', `${file} is no file with a secret`)
  const others = about.mode & 0o077
  if (process.platform !== 'win32' && others !== 0) {
    const mode = (about.mode & 0o777).toString(8)
    throw new CliError('CLI_SECRET_FILE', `${file} may be read or changed by others than its owner (mode ${mode})`, {
      hint: `If nobody has read it: chmod 600 ${file}. Else remove it, and the next start makes another one.`,
    })
  }
  const secret = (await handle.readFile('utf8')).trim()
  if (!written.test(secret)) throw new CliError('CLI_SECRET_FILE', `${file} holds no secret of 64 hexadecimal digits`)
  return secret
}
