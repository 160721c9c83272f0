import { createHash } from 'node:crypto'
import { isObject } from './store.ts'

const member = 'checksum'
const line = /^\{\n\t"checksum": "([0-9a-f]{64})",?\n/

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * An object as JSON that says in its first line what the rest of it is: a flipped bit in a small file of ours is then noticed, e.g. in a tenant's connector, with
 * which entries would be read otherwise.
 */
export function checkedText(value: object): string {
  const rest = JSON.stringify(value, null, '\t').replace(/^\{\n?/, '')
  return `{\n\t"${member}": "${sha256(rest)}"${rest === '}' ? '' : ','}\n${rest}\n`
}

/**
 * What {@link checkedText} wrote, and any other JSON object in which there is no checksum: one of an earlier version, or one that a person wrote.
 * @throws Error for everything else
 */
export function readChecked(text: string): Record<string, unknown> {
  const found = line.exec(text)
  const rest = text.slice(found?.[0].length ?? 0).replace(/\n$/, '')
  if (found && sha256(rest) !== found[1]) throw new Error('the checksum does not hold')
  const read: unknown = JSON.parse(text)
  if (!isObject(read)) throw new Error('not an object')
  if (!found && Object.hasOwn(read, member)) throw new Error('the checksum is damaged')
  const { [member]: _, ...value } = read
  return value
}
