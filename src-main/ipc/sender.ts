interface Frame {
  readonly origin: string
}
interface Contents {
  readonly mainFrame: Frame
}

/**
 * True when a frame is the top frame of our own window and shows our own origin. A frame inside the page, another window,
 * or the same window after it somehow went elsewhere are all refused.
 */
export function isTrustedSender<C extends Contents>(
  event: { readonly sender: C; readonly senderFrame: Frame | null },
  own: C,
  origin: string,
): boolean {
  return event.sender === own && event.senderFrame !== null && event.senderFrame === own.mainFrame && event.senderFrame.origin === origin
}
