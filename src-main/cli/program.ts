import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import { exportFormat } from '@contract/export.ts'
import { direction } from '@contract/order.ts'
import { groupFields, sortFields } from '@contract/order-names.ts'
import { columnId, type ColumnId } from '@contract/settings.ts'
import { builtIns } from '../connector/built-in.ts'
import { printAccess, printContinuity, printDenied, printWhy, type AccessOptions, type DeniedOptions, type WhyOptions } from './access.ts'
import { printCoverage, type CoverageOptions } from './coverage.ts'
import { complaint, exitCode, type ExitCode } from './exit-code.ts'
import { exportEntries, type ExportOptions } from './export.ts'
import type { CliPorts } from './ports.ts'
import { encodings, importFiles, type ImportOptions } from './import.ts'
import { reconcileFile, type ReconcileOptions } from './reconcile.ts'
import { query, type QueryOptions } from './query.ts'
import { printPeople, type PeopleOptions } from './people.ts'
import { printSources, type SourcesOptions } from './sources.ts'
import { sync, type SyncOptions } from './sync.ts'
import { tryFiles, type TryOptions } from './try.ts'

const codes = `
Exit codes: 0 done, 1 something was found wrong or could not be written, 2 asked wrongly,
3 the tenant refused, 4 incomplete (ask again), 5 a window or another command has the data folder.`

/** Runs one command and answers with its exit code. Never rejects. */
export async function runCli(args: readonly string[], ports: CliPorts): Promise<ExitCode> {
  let code: ExitCode = exitCode.done
  const answer =
    <O>(verb: (options: O, ports: CliPorts) => Promise<ExitCode>) =>
    async (options: O): Promise<void> => {
      code = await verb(options, ports)
    }
  try {
    await programFor(ports, answer).parseAsync([...args], { from: 'user' })
    return code
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCode.done : exitCode.usage
    const said = complaint(thrown)
    ports.err(said.text)
    return said.code
  }
}

type Answer = <O>(verb: (options: O, ports: CliPorts) => Promise<ExitCode>) => (options: O) => Promise<void>

function programFor(ports: CliPorts, answer: Answer): Command {
  const program = new Command('iam-audit-desk')
    .description('IAM Audit Desk without its window: for schedules and scripts.')
    .version(ports.application, '--version')
    .addHelpText('after', `\nExamples:\n  iam-audit-desk sync --help\n  iam-audit-desk coverage --data ~/audit --json\n${codes}`)
  const verb = (name: string, description: string, examples: string): Command =>
    program
      .command(name)
      .description(description)
      .requiredOption('--data <dir>', 'data folder')
      .allowExcessArguments(false)
      .addHelpText('after', `\nExamples:\n${examples}\n${codes}`)

  verb('sync', 'Fetch what the tenant has and the cache has not.', [
    '  IAM_AUDIT_TOKEN=… iam-audit-desk sync --data ~/audit --url https://acme.example.com',
    '  iam-audit-desk sync --data ~/audit --url https://acme.example.com --token-file ~/.audit-token --json',
    '  iam-audit-desk sync --data ~/audit --url https://acme.okta.com --connector okta-system-log',
  ].join('\n'))
    .requiredOption('--url <url>', 'base URL of the tenant')
    .option('--token-file <file>', 'file that holds the access token; else IAM_AUDIT_TOKEN')
    .option('--connector <file|name>', `how this tenant’s API is read: a definition, or ${builtIns().map(({ name }) => name).join(', ')}`)
    .option('--source <file|name>', 'the same as --connector')
    .option('--tenant <name>', 'into the tenant of this name, also one that an import made')
    .option('--since <time>', 'fetch nothing older: 2026-01-31, 2026-01-31T10:00Z or 30d')
    .option('--json', 'end with one line of JSON')
    .action(answer<SyncOptions>(sync)) // prettier-ignore

  verb('query', 'Print the entries that match, newest first or sorted; or how often values occur in them.', [
    "  iam-audit-desk query --data ~/audit --filter 'action:role_assign last:7d' --limit 20",
    "  iam-audit-desk query --data ~/audit --filter '-agent:curl status:failed' --facets --json",
    "  iam-audit-desk query --data ~/audit --filter 'last:1y status:failed' --sort user --order asc",
    "  iam-audit-desk query --data ~/audit --filter 'action:permission_check' --group-by user,permission --json",
  ].join('\n'))
    .requiredOption('--filter <query>', 'query, as in the search box; times without an offset are UTC; may begin with a minus')
    .option('--tenant <name>', 'name or URL, where the folder holds several')
    .option('--limit <n>', 'no more entries, or groups, than this', wholeNumber)
    .option('--count', 'print only how many match')
    .option('--facets', 'print only how many match, and the most frequent values')
    .option('--sort <field>', 'by this field, entries without it last; of groups also count, failed, first, last or distinct')
    .addOption(new Option('--order <order>', 'asc or desc; by default desc for times and counts, asc for the rest').choices(direction.options))
    .option('--group-by <fields>', `count by one to three of ${groupFields.join(',')}`)
    .option('--distinct <field>', 'with --group-by: also how many different values of this field each group has')
    .option('--zone <zone>', 'with --group-by: zone of days, hours and weekdays, such as Europe/Zurich; otherwise UTC')
    .option('--coverage', 'with --json: a last line {"coverage": …} says what of the time asked for was fetched')
    .option('--json', 'one line of JSON an entry, or a group')
    .action(answer<QueryOptions>(query)) // prettier-ignore

  verb('export', 'Write the entries that match, or bookmarks, to a file, with what it is beside or inside it.', [
    "  iam-audit-desk export --data ~/audit --filter 'last:30d' --format csv --out audit.csv --zone Europe/Zurich",
    "  iam-audit-desk export --data ~/audit --filter '' --format ndjson --out audit.ndjson | sha256sum -c",
    "  iam-audit-desk export --data ~/audit --filter 'status:failed' --format xlsx --columns time,actor,action --out denied.xlsx",
    "  iam-audit-desk export --data ~/audit --case 'Leaver review' --format html --notes --out leavers.html",
    "  iam-audit-desk export --data ~/audit --filter 'on:2026-03-31' --format pdf --title 'Access review' --reference WP-12 --prepared-by 'J. Doe' --out review.pdf",
    '  iam-audit-desk export --data ~/audit --bookmarks --tag checked --format ndjson --out checked.ndjson',
  ].join('\n'))
    .option('--filter <query>', 'entries that match, as in the search box; may begin with a minus; empty for all')
    .option('--bookmarks', 'bookmarks instead: the copies kept with them, also of entries that the cache has no more')
    .option('--case <name>', 'bookmarks of a case, by its title or number; none for those in no case')
    .option('--tag <tag>', 'bookmarks with a tag')
    .option('--text <text>', 'bookmarks with this in the note, a tag, the case’s title or what the row shows')
    .addOption(new Option('--format <format>', 'what to write').choices(exportFormat.options).makeOptionMandatory())
    .requiredOption('--out <path>', 'file to write')
    .option('--tenant <name>', 'name or URL, where the folder holds several')
    .option('--zone <zone>', 'time zone, such as Europe/Zurich', 'UTC')
    .option('--sort <field>', `by this field, entries without it last: ${sortFields.join(', ')}`, 'time')
    .addOption(new Option('--order <order>', 'asc or desc; by default desc for times, asc for the rest').choices(direction.options))
    .option('--columns <list>', `for tables and reports, in this order: all, or some of ${columnId.options.join(',')}`, columnList, 'all')
    .option('--notes', 'with the note, tags and case of entries that are bookmarked')
    .option('--title <text>', 'title of a report or workbook; else the tenant’s name')
    .option('--reference <text>', 'reference that a report or workbook bears, such as of a working paper')
    .option('--prepared-by <name>', 'who prepared it; a report has a line to sign on')
    .option('--reviewed-by <name>', 'who reviewed it; likewise')
    .option('--time-texts', 'in a workbook, whose times are dates: beside each its exact text')
    .option('--exact', 'CSV cells exactly as they are; a spreadsheet may run some as formulas')
    .option('--overwrite', 'replace a file of that name')
    .action(answer<ExportOptions>(exportEntries)) // prettier-ignore

  verb('coverage', 'Print which times were fetched, and the gaps.', '  iam-audit-desk coverage --data ~/audit --json')
    .option('--tenant <name>', 'name or URL, where the folder holds several')
    .option('--json', 'one line of JSON')
    .action(answer<CoverageOptions>(printCoverage))

  verb('access', 'Print who has which roles at a time, by which path, since when and by whom; or what differs between two times.', [
    '  iam-audit-desk access --data ~/audit --as-of 2026-03-31 --privileged --json',
    '  iam-audit-desk access --data ~/audit --from 2026-01-01 --to 2026-03-31 --json',
    '  iam-audit-desk access --data ~/audit --user ada@acme.test --permissions',
  ].join('\n'))
    .option('--tenant <name>', 'name or URL, where the folder holds several')
    .option('--as-of <time>', 'entries of that very time included; of a day its end; otherwise the newest time that was fetched')
    .option('--from <time>', 'with --to: only what differs between the two')
    .option('--to <time>', 'with --from')
    .option('--privileged', 'only roles that are privileged')
    .option('--patterns <file>', 'what is privileged: a CSV file with the header pattern; * is any text')
    .option('--user <user>', 'only this user: an email, id or name; * is any text')
    .option('--role <role>', 'only this role: an id or name; * is any text')
    .option('--permissions', 'a line for each permission of each user, with the roles that have it')
    .option('--json', 'one line of JSON each')
    .action(answer<AccessOptions>(printAccess)) // prettier-ignore

  verb('why', 'Print the entries that make it so that a user has a role or a permission, the first cause first.', [
    '  iam-audit-desk why --data ~/audit --user ada@acme.test --role Admin --as-of 2026-03-31',
    '  iam-audit-desk why --data ~/audit --user ada@acme.test --permission billing:invoice:approve --json',
  ].join('\n'))
    .requiredOption('--user <user>', 'an email, id or name')
    .option('--role <role>', 'id or name')
    .option('--permission <permission>', 'a permission')
    .option('--tenant <name>', 'name or URL, where the folder holds several')
    .option('--as-of <time>', 'at that time; otherwise the newest time that was fetched')
    .option('--json', 'one line of JSON an entry')
    .action(answer<WhyOptions>(printWhy)) // prettier-ignore

  verb('denied', 'Print denied checks by user and permission, with what the log says of the cause. Exit 1 when there are any.', [
    '  iam-audit-desk denied --data ~/audit --from 2026-01-01 --to 2026-03-31 --json',
  ].join('\n'))
    .option('--tenant <name>', 'name or URL, where the folder holds several')
    .option('--from <time>', 'denied at this time or later')
    .option('--to <time>', 'denied up to this time; of a day its end')
    .option('--findings', 'with --json, also bursts, probing, later grants and their use, and denials of what was held')
    .option('--json', 'one line of JSON each')
    .action(answer<DeniedOptions>(printDenied)) // prettier-ignore

  verb('continuity', 'Print where the log does not fit itself: an entry must be missing or altered. Exit 1 when it does not.', [
    '  iam-audit-desk continuity --data ~/audit --json',
  ].join('\n'))
    .option('--tenant <name>', 'name or URL, where the folder holds several')
    .option('--json', 'one line of JSON each')
    .action(answer<DeniedOptions>(printContinuity)) // prettier-ignore

  verb('reconcile', 'Compare a file of users and roles with the state at a date: each difference with the entries that should explain it. Exit 1 when they differ.', [
    '  iam-audit-desk reconcile --data ~/audit --file access.csv --as-of 2026-03-31 --json',
    "  iam-audit-desk reconcile --data ~/audit --file users.xlsx --user-column Login --role-column Roles --several",
  ].join('\n'))
    .requiredOption('--file <file>', 'CSV or XLSX with a row for each user and role')
    .option('--tenant <name>', 'name or URL, where the folder holds several')
    .option('--as-of <time>', 'the state at this time, entries of it included; by default when the file was last written, at most the newest time fetched')
    .option('--user-column <name>', 'the column of emails, ids or names of users; by default the one that is like it')
    .option('--role-column <name>', 'the column of names or ids of roles')
    .option('--path-column <name>', 'the column that says direct, or through which group')
    .option('--several', 'a cell names several roles, with ; or | between them')
    .addOption(new Option('--encoding <encoding>', 'of text that is not UTF-8').choices(encodings))
    .option('--json', 'one line of JSON each, and a last one that says what was read')
    .action(answer<ReconcileOptions>(reconcileFile)) // prettier-ignore

  verb('people', 'Print who is one person under several names.', '  iam-audit-desk people --data ~/audit --json')
    .option('--tenant <name>', 'name or URL, where the folder holds several')
    .option('--json', 'one line of JSON')
    .action(answer<PeopleOptions>(printPeople))

  const reads = (command: Command): Command =>
    command
      .option(
        '--source <name|file>',
        `who reads the files: ${builtIns()
          .map(({ name }) => name)
          .join(', ')}, or a definition; else they are recognised`,
      ) // prettier-ignore
      .option('--zone <zone>', 'time zone of times that name none, such as Europe/Zurich; otherwise UTC')
      .addOption(new Option('--encoding <encoding>', 'of text that is not UTF-8').choices(encodings))

  reads(
    verb('import', 'Read files into a tenant: all of them, or nothing. Folders, .gz and .zip are looked into.', [
      '  iam-audit-desk import --data ~/audit --tenant Acme audit-2026.csv',
      '  iam-audit-desk import --data ~/audit --tenant Acme --source okta-system-log --json export.zip',
      '  iam-audit-desk import --data ~/audit --undo 3',
    ].join('\n')),
  )
    .argument('[file...]', 'files, folders and archives')
    .option('--tenant <name>', 'into the tenant of this name; a new one where there is none')
    .option('--digest-key <file>', 'public key (PEM) by which the source’s own digests among the files are checked')
    .option('--undo <id>', 'take an import back instead: its number is in the command coverage')
    .option('--json', 'end with one line of JSON')
    .action((files: string[], options: ImportOptions) => answer<ImportOptions>((given, own) => importFiles(files, given, own))(options)) // prettier-ignore

  reads(
    program
      .command('try')
      .description('Map files and print the entries, without keeping anything.')
      .addHelpText('after', `\nExamples:\n  iam-audit-desk try --source okta-system-log export.json --json\n${codes}`),
  )
    .argument('[file...]', 'files, folders and archives')
    .option('--json', 'one line of JSON an entry; then one about what was not read')
    .action((files: string[], options: TryOptions) => answer<TryOptions>((given, own) => tryFiles(files, given, own))(options))

  program
    .command('sources')
    .description('Print the definitions that the application brings along.')
    .option('--json', 'one line of JSON')
    .allowExcessArguments(false)
    .addHelpText('after', `\n${codes}`)
    .action(answer<SourcesOptions>(printSources))

  // Help that was asked for is the result; help after a mistake is not.
  for (const each of [program, ...program.commands])
    each.exitOverride().configureOutput({ writeOut: (text) => void ports.out(text), writeErr: ports.err })
  return program
}

function columnList(text: string): 'all' | ColumnId[] {
  const list = z.array(columnId).min(1).safeParse(text.split(','))
  if (text !== 'all' && !list.success)
    throw new InvalidArgumentError(`It takes all, or names from ${columnId.options.join(', ')}, with commas between.`)
  return list.data ?? 'all'
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It takes a whole number.')
  return Number(text)
}
