import type { Frame } from '../protocol/frame.ts'

/** What a document sends to: a connection, or anything that looks like one. */
export interface Receiver {
  /** What frames for it begin with. */
  readonly messageAddress: string
  send(message: Uint8Array): void
  /** Takes a frame that others are sent, too. @param urgency what may be left out when the client reads too slowly */
  deliver?(frame: Frame, urgency: 'needed' | 'droppable'): void
}

/**
 * Sends a message to several receivers. It is encoded once for each address: for most, that is the document's name.
 *
 * @param encode makes the frame for an address
 */
export function deliver(
  receivers: Iterable<Receiver>,
  encode: (address: string) => Frame,
  urgency: 'needed' | 'droppable' = 'needed',
): void {
  const frames = new Map<string, Frame>()
  let address: string | undefined
  let frame: Frame | undefined
  for (const receiver of receivers) {
    if (frame === undefined || receiver.messageAddress !== address) {
      address = receiver.messageAddress
      frame = frames.get(address)
      if (frame === undefined) frames.set(address, (frame = encode(address)))
    }
    if (receiver.deliver === undefined) receiver.send(frame.bytes)
    else receiver.deliver(frame, urgency)
  }
}
