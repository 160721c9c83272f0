import { expect, it } from 'vitest'
import { importCycles, readImports, type ImportGraph } from './import-graph.ts'

/** The imports between the folders in one; a file that lies in it itself stands for itself. Test code may reach across. */
function foldersIn(folder: string): ImportGraph {
  const roomOf = (file: string): string => /^[^/]+/.exec(file.slice(folder.length + 1))?.[0] ?? file
  const rooms = new Map<string, string[]>()
  for (const [file, imported] of readImports(folder)) {
    if (file.includes('/fixtures/')) continue
    const room = roomOf(file)
    const others = imported.filter((each) => each.startsWith(`${folder}/`)).map(roomOf)
    rooms.set(room, [...(rooms.get(room) ?? []), ...others.filter((each) => each !== room)])
  }
  return rooms
}

it.each(['src-main', 'src-main/data-service', 'src-main/data-service/cache'])('no folder in %s needs itself by way of others', (folder) => {
  const rooms = foldersIn(folder)
  expect(rooms.size).toBeGreaterThan(10)
  expect(importCycles(rooms)).toEqual([])
})
