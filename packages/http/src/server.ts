import type { Content, Endpoint } from '@crochet/content'
import { answerClientError } from './client-error.ts'
import { Cors, type CorsOption } from './cors.ts'
import { endpointRoutes } from './endpoints/endpoint-routes.ts'
import { placedEndpoints } from './endpoints/placed-endpoint.ts'
import { ResponseWriter } from './endpoints/response-writer.ts'
import { ErrorAnswers } from './error-answer.ts'
import { createFastifyApp, type RequestInterceptor } from './fastify-app.ts'
 * @throws HttpError `HTTP_LIMIT_INVALID`, `HTTP_ORIGIN_INVALID`, `HTTP_PUBLIC_DIR`; ConfigError for names that meet in GraphQL
