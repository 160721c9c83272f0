import { contextBridge, ipcRenderer } from 'electron'
import { channels } from '@contract/bridge.ts'
import type { Bridge } from '@contract/bridge.ts'
import type { EventName, EventPayload } from '@contract/events.ts'

type Listener = (payload: never) => void
const listeners = new Map<EventName, Set<Listener>>()

// The three channels are fixed here, so the window can name neither a channel nor a sender; main checks names and shapes. See docs/decisions/security.md, 48.
const bridge: Bridge = {
  request: (name, params, id) => ipcRenderer.invoke(channels.request, { id, name, params }),
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
