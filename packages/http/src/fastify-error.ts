import { HttpError } from './errors.ts'
import type { HttpLimits } from './limits.ts'
import { tooLarge } from './request-body.ts'

/**
 * Gives errors that fastify and its plugins raise the door's own codes; everything else is passed through as it is.
 *
 * @param error what was thrown
 */
export function translateFastifyError(error: unknown, limits: HttpLimits): unknown {
  switch (codeOf(error)) {
    case 'FST_ERR_BAD_URL':
      return new HttpError('HTTP_URL_INVALID', 'The path of the URL cannot be decoded.', { cause: error })
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new HttpError('HTTP_URL_TOO_LONG', 'A part of the path is too long.', { cause: error })
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return tooLarge(limits.body, error)
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new HttpError('HTTP_BODY_TYPE', 'The type of the body is not JSON.', { cause: error })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new HttpError('HTTP_REQUEST_INVALID', 'The body does not have the announced length.', { cause: error })
    case 'FST_STATIC_FORBIDDEN_PATH':
      return new HttpError('HTTP_ROUTE_UNKNOWN', 'There is no such file.', { cause: error })
    default:
      return error
  }
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
