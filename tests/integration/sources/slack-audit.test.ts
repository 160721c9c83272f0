import { expect, it } from 'vitest'
import { definitionOf } from '../../../src-main/connector/built-in.ts'
import { proves } from './proof.ts'
import { Slack, slackToken } from './slack.ts'

let slack: Slack
proves({
  name: 'slack-audit',
  token: slackToken,
  server: () => (slack = new Slack()).server.listen(),
  expected: () => slack.expected(),
})

it('Slack is asked at most fifty times a minute: the limit is the whole organisation’s', () => {
  expect(definitionOf('slack-audit').rateLimit.budget).toEqual({ requests: 50, perSeconds: 60 })
})
