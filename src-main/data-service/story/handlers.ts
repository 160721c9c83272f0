import type { HandlersOf } from '../handlers.ts'
import type { Stories } from './stories.ts'

/** Everything that somebody or something did and had done to it. `open` fails with `not-found` for a tenant that is not open. */
export function storyHandlers(open: (tenant: string) => { readonly stories: Stories }): HandlersOf<'story.get' | 'story.rows'> {
  return {
    'story.get': (question) => open(question.tenant).stories.get(question),
    'story.rows': ({ offset, limit, ...question }) => open(question.tenant).stories.rows(question, offset, limit),
  }
}
