import { describe, expect, it } from 'vitest'
import { commandIn } from './verbs.ts'

describe('a verb among the arguments of the executable', () => {
  it('is a command with everything after it, whatever switches stand before', () => {
    expect(commandIn(['/opt/desk', '--no-sandbox', 'query', '--filter', '-agent:curl'], '/opt/app')).toEqual([
      'query',
      '--filter',
      '-agent:curl',
    ])
    expect(commandIn(['/usr/bin/electron', '/repo', 'sync', '--help'], '/repo')).toEqual(['sync', '--help'])
  })

  it.each([[[]], [['/opt/desk']], [['/opt/desk', 'iam-audit-desk://log?q=export']], [['/opt/desk', 'file', 'export']], [['query']]])(
    'is none in %j',
    (argv) => {
      expect(commandIn(argv, '/opt/app')).toBeNull()
    },
  )
})
