import { exportCancelled } from './failure.ts'

/** A page to be printed by the process that has windows. */
export interface PrintJob {
  readonly id: number
  readonly html: string
}
export type Print = (html: string, signal: AbortSignal) => Promise<Uint8Array>

interface Waiting {
  readonly resolve: (pdf: Uint8Array) => void
  readonly reject: (error: Error) => void
}

/** Hands pages out to be printed and waits for them to come back. */
export class Printing {
  private readonly waiting = new Map<number, Waiting>()
  private last = 0

  constructor(private readonly hand: (job: PrintJob) => void) {}

  /** Rejects with `cancelled` when the signal fires; what is printed then is nobody's. */
  readonly print: Print = (html, signal) => {
    const id = ++this.last
    return new Promise<Uint8Array>((resolve, reject) => {
      const cancel = (): void => reject(exportCancelled())
      if (signal.aborted) return cancel()
      signal.addEventListener('abort', cancel, { once: true })
      this.waiting.set(id, { resolve, reject })
      this.hand({ id, html })
    }).finally(() => this.waiting.delete(id))
  }

  printed(id: number, pdf: Uint8Array): void {
    this.waiting.get(id)?.resolve(pdf)
  }

  failed(id: number, error: Error): void {
    this.waiting.get(id)?.reject(error)
  }
}
