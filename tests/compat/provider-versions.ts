import {
  HocuspocusProvider as Provider4,
  HocuspocusProviderWebsocket as Socket4,
  type HocuspocusProviderConfiguration,
} from '@hocuspocus/provider'
import { HocuspocusProvider as Provider3, HocuspocusProviderWebsocket as Socket3 } from 'hocuspocus-provider-3'

export type Provider = Provider4
export type ProviderSocket = Socket4
export type ProviderConfiguration = HocuspocusProviderConfiguration

/** A published version of `@hocuspocus/provider`. */
export interface ProviderVersion {
  readonly version: string
  /** Whether several providers of one document may share a socket. */
  readonly sessionAwareness: boolean
  readonly Provider: typeof Provider4
  readonly Socket: typeof Socket4
}

export const provider4: ProviderVersion = {
  version: '4.8.0',
  sessionAwareness: true,
  Provider: Provider4,
  Socket: Socket4,
}

/** What the tests use of 3.x has the same names and shapes as in 4.x; only the classes' declarations differ. */
export const provider3: ProviderVersion = {
  version: '3.4.4',
  sessionAwareness: false,
  Provider: Provider3 as unknown as typeof Provider4,
  Socket: Socket3 as unknown as typeof Socket4,
}

export const providerVersions = [provider3, provider4]
