import { createHash } from 'node:crypto'
import { entryRules } from '../cache/marks/block-marks.ts'
import { counterparts, sequenceRules } from './sequence-rules.ts'

/** Which rules marks are made by, in few letters: two exports with the same one mark alike what they know alike. */
export const ruleSet = createHash('sha256')
  .update(JSON.stringify([entryRules, sequenceRules, [...counterparts]]))
  .digest('hex')
  .slice(0, 12)
