export type { AppOptions } from './begin-boot.ts'
export { createApp } from './create-app.ts'
export { migrateApp, type AppMigration } from './migrate-app.ts'
export type { App, AppConfig, ListenOptions, LocalApi } from './app.ts'
export type {
  ClientAdmin,
  ClientBlock,
  ClientCollection,
  ClientConfig,
  ClientField,
  ClientGlobal,
  ClientLabels,
  ClientValue,
} from './client-config/to-client-config.ts'
export { toClientConfig } from './client-config/to-client-config.ts'
export type { CrochetConfig } from './config.ts'
export type { ClassicConnection, ClassicOptions } from './classic/classic-options.ts'
export { defineConfig } from './define-config.ts'
export { AppError, appErrors, type AppErrorCode } from './errors.ts'
export type { Log } from './log.ts'
export type { AuthOptions } from './auth/sign-in-of.ts'
export type { MailConfig, SmtpConfig } from './mail/mail-config.ts'
export type { AppJobs } from './jobs/app-jobs.ts'
export { defineTask, type AppJobRun, type AppTask, type JobsConfig } from './jobs/jobs-config.ts'
export { JobError, type JobErrorCode, type JobRequest, type WorkerOptions } from '@crochet/jobs'
export type { HookModule } from './hook-module.ts'
export type { HookPoints } from './hook-points.ts'
export type { Services } from './services.ts'
export type { HttpSettings, LiveSettings, RealtimeSettings } from './config.ts'
export type { RootHooks } from './root-hooks.ts'
export {
  APIError,
  AuthenticationError,
  Conflict,
  Forbidden,
  NotFound,
  QueryError,
  ValidationError,
  emitTypes,
} from '@crochet/content'
export type {
  AccessRule,
  AuthConfig,
  CollectionConfig,
  Doc,
  FieldConfig,
  GlobalConfig,
  Mail,
  MailPort,
  Where,
} from '@crochet/content'
export { HookError, rootCause } from '@crochet/hooks'
export type {
  Around,
  Bail,
  HookMap,
  HookPoint,
  Hooks,
  Merge,
  OperationRecord,
  Parallel,
  Series,
  Waterfall,
} from '@crochet/hooks'
export type { Endpoint, EndpointRequest } from '@crochet/http'
export type { HookHandlers as RealtimeHooks } from '@crochet/realtime'
export type { Replacement } from '@crochet/modules'
