import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { channels } from '@contract/bridge.ts'
import type { Bridge } from '@contract/bridge.ts'
import type { EventName, EventPayload } from '@contract/events.ts'

type Listener = (payload: never) => void
const listeners = new Map<EventName, Set<Listener>>()

// The three channels are fixed here, so the window can name neither a channel nor a sender; main checks names and shapes. See docs/decisions/security.md, 48.
const bridge: Bridge = {
  // Of paths, the page has none to name: they are taken from files that a person dropped.
  request: (name, params, id) => ipcRenderer.invoke(channels.request, { id, name: name === 'import.take' ? '' : name, params }),
  dropped: (files, id) => {
    const paths = files.map((file) => webUtils.getPathForFile(file as File)).filter((path) => path !== '')
    return ipcRenderer.invoke(channels.request, { id, name: 'import.take', params: { paths } })
  },
  cancel: (id) => ipcRenderer.send(channels.cancel, id),
  on: (name, listener) => {
    const own: Listener = (payload: EventPayload<typeof name>) => listener(payload)
    const known = listeners.get(name) ?? new Set()
    listeners.set(name, known.add(own))
    return () => void known.delete(own)
  },
}

ipcRenderer.on(channels.event, (_event, name: unknown, payload: unknown) => {
  // Main sends names and payloads by the same map; a name nobody listens to finds no listener.
  for (const listener of listeners.get(name as EventName) ?? []) listener(payload as never)
})

contextBridge.exposeInMainWorld('api', bridge)
