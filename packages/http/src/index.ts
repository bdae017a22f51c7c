export { SessionCookie, type CookieOptions } from './auth/cookies.ts'
export {
  credentialOf,
  credentialOfUpgrade,
  inAuthorization,
  type Found,
  type Sender,
  type SignIn,
} from './auth/credential.ts'
export type { RequestInterceptor } from './fastify-app.ts'
export { createHttp, type HttpOptions } from './server.ts'
export type { CorsOption } from './cors.ts'
export type { ReadyCheck } from './health-routes.ts'
export type { Metric, MetricsOption, MetricSource } from './metrics/metric.ts'
export type { RateOption } from './rate-limit.ts'
export type { HttpDoor, StagedEndpoints } from './http-door.ts'
export type { Endpoint, EndpointMethod, EndpointRequest } from '@crochet/content'
export type { ErrorBody } from './error-answer.ts'
export { HttpError, httpErrors, type HttpErrorCode, type HttpErrorDetails } from './errors.ts'
export type { GraphqlOptions } from './graphql/graphql-routes.ts'
export type { GraphqlErrorEntry, GraphqlResult } from './graphql/graphql-result.ts'
export type { HttpLog } from './http-log.ts'
export { defaultLimits, type HttpLimits } from './limits.ts'
export { toOrigins } from './origin.ts'
export type { RestRequest } from './rest-request.ts'
export type { UpgradeReceiver } from './upgrade.ts'
