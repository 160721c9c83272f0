/** What the command that started the application says of a demo tenant, unchecked. */
export interface DemoWords {
  readonly url: string | undefined
  readonly token: string | undefined
}

const names = { url: 'IAM_AUDIT_DESK_DEMO_URL', token: 'IAM_AUDIT_DESK_DEMO_TOKEN' } as const

/** Takes it out of the environment, so that no child process inherits the token. */
export function takeDemoWords(env: NodeJS.ProcessEnv): DemoWords {
  const words = { url: env[names.url], token: env[names.token] }
  for (const name of Object.values(names)) Reflect.deleteProperty(env, name)
  return words
}
