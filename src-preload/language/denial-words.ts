import type { DenialDecision } from '@contract/denied.ts'
import { caseless } from './pattern.ts'

/** What a person may decide of denied checks, as they read it, and what each means. */
export const denialWords: Readonly<Record<DenialDecision, { readonly word: string; readonly means: string }>> = {
  expected: { word: 'Expected', means: 'The rule is right, and nothing has to be done.' },
  misconfigured: { word: 'Misconfigured', means: 'A program, a role or an integration asks for what it should not.' },
  'needs-access': { word: 'Needs access', means: 'The user should have it: a role is missing.' },
  attack: { word: 'Attack suspected', means: 'Somebody tries what they must not.' },
  other: { word: 'Other', means: 'The note says what.' },
}

/** A user as reviews know them: letter case does not tell two emails apart. */
export const userWord = (user: string): string => (user.includes('@') ? caseless(user) : user)
