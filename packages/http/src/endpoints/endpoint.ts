import { endpointFlaw, type Endpoint } from '@crochet/content'
import { HttpError } from '../errors.ts'

/**
 * @param endpoint what the configuration or a module gave
 * @throws HttpError `HTTP_ENDPOINT_SHAPE`
 */
export function checkEndpoint(endpoint: unknown): asserts endpoint is Endpoint {
  const flaw = endpointFlaw(endpoint)
  if (flaw !== undefined) throw new HttpError('HTTP_ENDPOINT_SHAPE', `An endpoint ${flaw}.`)
}
