import { connect, expect, long, openDesk, row, synced, test } from './fixtures.ts'

const service = process.env['IAM_AUDIT_DESK_SERVICE']

/** Main's own processes of the kind that runs code of Node. */
const utilityProcesses = (desk: Awaited<ReturnType<typeof openDesk>>) =>
  desk.app.evaluate(({ app }) => app.getAppMetrics().filter(({ name }) => name === 'IAM Audit Desk data service').length)

if (service) {
  test('the data service runs in a utility process of Electron, as people’s does (issue 13.4)', async ({ desk, log, tenant }) => {
    expect(await utilityProcesses(desk)).toBe(1)
    await synced(log, tenant.entries)
  })

  test(
    'under Node, where no addon was built for the runtime, the same cache is made and read (issue 13.4)',
    { tag: long },
    async ({ folder, tenant }) => {
      const env = { IAM_AUDIT_DESK_SERVICE: '' }
      const first = await openDesk(folder, { env })
      await connect(first.page, tenant.url, tenant.token)
      await synced(first.page, tenant.entries)
      expect(await utilityProcesses(first)).toBe(0)
      await first.close()

      const again = await openDesk(folder, { env })
      await expect(row(again.page, 1)).toBeVisible()
      await synced(again.page, tenant.entries)
      await again.close()
    },
  )
}
