import type { Filter } from '@contract/filter.ts'
import type { StorySubject } from '@contract/story.ts'
import { valueOf } from '@language/fields.ts'
import { subjectFilter } from '../../shared/entity/subject-filter.ts'

/** What it did and had done to it, as a filter of the log. What happened through roles and groups that it had no filter finds. */
export const storyFilter = (of: StorySubject): Filter =>
  of.kind === 'thing' ? subjectFilter(of) : { kind: 'field', field: of.kind, value: valueOf(of.kind, of.value) }
