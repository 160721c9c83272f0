// The demo tenant as the application starts it, in a process of its own.
import { main } from './cli.ts'

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
