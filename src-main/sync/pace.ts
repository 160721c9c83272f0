import type { ConnectorDefinition } from '@contract/connector.ts'

/** Keeps to the definition's own budget, for a source that states none: so many requests in so many seconds. */
export class Pace {
  private sentAt: number[] = []

  constructor(private readonly budget: ConnectorDefinition['rateLimit']['budget']) {}

  /** A request is sent, ms. */
  sent(now: number): void {
    if (this.budget) this.sentAt = [...this.sentAt, now].slice(-this.budget.requests)
  }

  /** Ms until another one may be sent; null when that is now. */
  wait(now: number): number | null {
    const { budget, sentAt } = this
    if (!budget || sentAt.length < budget.requests) return null
    const ms = (sentAt[0] as number) + budget.perSeconds * 1000 - now
    return ms > 0 ? ms : null
  }
}
