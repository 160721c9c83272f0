import { expect, it } from 'vitest'
import { bufferedLog } from './buffered-log.ts'

it('writes what was said before there was a log first, then everything else', () => {
  const log = bufferedLog()
  log.warn('early')
  const lines: string[] = []
  const keep = (line: string): number => lines.push(line)
  log.become({ info: keep, warn: keep, error: keep })
  log.error('late')
  expect(lines).toEqual(['early', 'late'])
})
