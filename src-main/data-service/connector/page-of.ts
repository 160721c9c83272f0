import type { ConnectorDefinition } from '@contract/connector.ts'
import { fail, type AppFailure } from '@contract/errors.ts'
import type { PageAsked } from '@contract/service.ts'
import { getter, tokensOf } from '../../connector/pointer.ts'
import { NoList, splitPage, type SplitPage } from './json-items.ts'

/** How deep in a page a list is looked for that the definition may have meant. */
const looksInto = 4

/** Where sources say that they refuse, with status 200 too: an answer that has something there and no list is no empty page. */
const usualErrors = ['/error', '/errors']

type Definition = Pick<ConnectorDefinition, 'items' | 'always' | 'entry' | 'title'>

/**
 * `splitPage` for a definition, which tells an empty page from a definition that can never work: a list that is absent or null is an empty page; something else
 * in its place, or entries in another place of a first page, means that the definition looks in the wrong one. Only a walk's first page says so
 * (`connector-mismatch`): after it the definition has worked, and a page that does not fit is a broken one.
 */
export function compileSplit(definition: Definition): (body: Uint8Array, asked: PageAsked) => SplitPage {
  const path = tokensOf(definition.items)
  const { id, time } = definition.entry
  const isEntry = (page: unknown): boolean => [id, time.from].every((from) => typeof from === 'string' && isSomething(getter(from)(page)))
  const always = definition.always.map((pointer) => [pointer, getter(pointer)] as const)
  return (body, asked) => {
    const isFirst = asked.cursor === null
    const page = splitOr(body, path, (thrown) => (isFirst ? mismatch(definition, thrown.error.details ?? '') : thrown))
    const missing = always.find(([pointer, get]) => (pointer === definition.items ? !page.hasList : get(page.rest) === undefined))
    if (missing) throw isFirst ? mismatch(definition, `${missing[0]} is missing`) : notOfThisSource(missing[0])
    if (page.hasList) return page
    const stated = usualErrors.find((pointer) => isSomething(getter(pointer)(page.rest)))
    if (stated !== undefined) throw isFirst ? mismatch(definition, `an error is stated at ${stated}`) : notOfThisSource('the list')
    // Null in its place is the list's own: nothing else was meant.
    if (!isFirst || getter(definition.items)(page.rest) === null) return page
    if (isEntry(page.rest)) throw mismatch(definition, 'the page is an entry itself')
    const meant = listIn(page.rest, '', looksInto)
    if (meant !== null) throw mismatch(definition, `there is a list at ${meant}`)
    return page
  }
}

function splitOr(body: Uint8Array, path: readonly string[], failure: (thrown: NoList) => AppFailure): SplitPage {
  try {
    return splitPage(body, path)
  } catch (thrown) {
    throw thrown instanceof NoList ? failure(thrown) : thrown
  }
}

/** The definition looks for something that this source does not send. */
export function mismatch({ title, items }: Pick<ConnectorDefinition, 'title' | 'items'>, found: string): AppFailure {
  const place = items === '' ? 'as the whole page' : `at ${items}`
  return fail(
    'connector-mismatch',
    `What the tenant sends is not what the connector “${title}” reads: it looks for a list of entries ${place}; ${found}.`,
    'Check the tenant URL and the member items of the connector’s definition, or choose another connector.',
  )
}

function notOfThisSource(missing: string): AppFailure {
  return fail(
    'invalid-page',
    'The tenant sent something that is not a page of its log.',
    'Sync again; smaller pages are tried by themselves.',
    `${missing} is missing`,
  )
}

/** Where a list of objects stands that are not links; null for nowhere. */
function listIn(value: unknown, at: string, levels: number): string | null {
  if (typeof value !== 'object' || value === null || levels === 0) return null
  if (Array.isArray(value)) return isListOfObjects(value) ? at || 'the top of the page' : null
  for (const [name, inner] of Object.entries(value)) {
    const found = listIn(inner, `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, levels - 1)
    if (found !== null) return found
  }
  return null
}

/** Whether a member says anything: neither nothing, nor false, nor an empty text, list or object. */
function isSomething(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return value !== undefined && value !== null && value !== false && value !== ''
}

function isListOfObjects(list: readonly unknown[]): boolean {
  const [first] = list
  return typeof first === 'object' && first !== null && !Array.isArray(first) && !('href' in first) && !('rel' in first)
}
