import { parseArgs } from 'node:util'
import { Stop } from './stop.mjs'

const usage = 'Usage: npm run demo -- [--entries N] [--keep DIR]'

/** @returns `{ entries, keep }`; a value that makes no sense is a Stop with the usage */
export function demoOptions(args) {
  let values
  try {
    values = parseArgs({ args, options: { entries: { type: 'string', default: '50000' }, keep: { type: 'string' } } }).values
  } catch (error) {
    throw new Stop(`${error.message}. ${usage}`)
  }
  const entries = Number(values.entries)
  if (!Number.isSafeInteger(entries) || entries < 1)
    throw new Stop(`--entries takes a whole number from 1 up, not "${values.entries}". ${usage}`)
  if (values.keep === '') throw new Stop(`--keep takes a folder. ${usage}`)
  return { entries, keep: values.keep }
}
