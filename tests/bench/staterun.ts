import { LogReplay } from '../../src-main/data-service/state/log-replay.ts'
import { CacheStore } from '../../src-main/data-service/cache/store.ts'
import { connectorOf } from '../../src-main/data-service/connector/registry.ts'
const store = new CacheStore(`/work/tmp/statebench-${process.argv[2]}/tenants/tenantofbench001/cache.db`, connectorOf('tenant-iam'))
for (let i = 0; i < 3; i++) {
const log = new LogReplay(store)
const cpu = process.cpuUsage(); const begun = performance.now()
await log.goOn()
const used = process.cpuUsage(cpu)
console.log('wall', Math.round(performance.now() - begun), 'cpu', Math.round((used.user + used.system) / 1000), 'links', log.replay.links.count, 'things', log.replay.things.count, 'findings', log.replay.found.count, 'texts', log.replay.texts.count, 'memory', (log.replay.memory.bytes/1e6).toFixed(1), 'heap', Math.round(process.memoryUsage().heapUsed / 1e6))
}
store.close()
