// The processes without components, one program after the other: node scripts/lib/check-types.mjs tsconfig.…
import { linesOf, problemsOf } from './type-programs.mjs'

const problems = process.argv.slice(2).flatMap((name) => problemsOf(name))
process.stdout.write(linesOf(problems))
process.exitCode = problems.length > 0 ? 2 : 0
