import type { Frame } from '../protocol/frame.ts'

/** How a frame is sent. */
export interface Delivery {
  /** What may be left out when the client reads too slowly. */
  readonly urgency: 'needed' | 'droppable'
  /** Whether to write it at once, with all that waits on its socket; else what the turn of the event loop still brings may join it. */
  readonly last: boolean
}

export const needed: Delivery = { urgency: 'needed', last: false }

/** What a document sends to: a connection, or anything that looks like one. */
export interface Receiver {
  /** What frames for it begin with. */
  readonly messageAddress: string
  send(message: Uint8Array): void
  /** Takes a frame that others are sent, too. */
  deliver?(frame: Frame, delivery: Delivery): void
}

export interface Round {
  readonly receivers: Iterable<Receiver>
  /** Who has it already. */
  readonly except?: Receiver | undefined
  /** Makes the frame for an address. */
  readonly encode: (address: string) => Frame
  readonly delivery: Delivery
}

/** Sends a message to several receivers. It is encoded once for each address: for most, that is the document's name. */
export function deliver({ receivers, except, encode, delivery }: Round): void {
  let frames: Map<string, Frame> | undefined
  let address: string | undefined
  let frame: Frame | undefined
  for (const receiver of receivers) {
    if (receiver === except) continue
    if (frame === undefined || receiver.messageAddress !== address) {
      if (frame !== undefined && address !== undefined) (frames ??= new Map()).set(address, frame)
      address = receiver.messageAddress
      frame = frames?.get(address) ?? encode(address)
    }
    if (receiver.deliver !== undefined) receiver.deliver(frame, delivery)
    else for (const message of frame.messages) receiver.send(message)
  }
}
