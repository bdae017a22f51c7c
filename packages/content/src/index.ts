// The hook points of content, for `HookMap`.
import './hooks/hook-map.ts'

export { Content } from './content.ts'
export { createContent, type ContentOptions } from './create-content.ts'
export type {
  CountGlobalVersionsOptions,
  CountOptions,
  CountVersionsOptions,
  CreateOptions,
  DeleteManyOptions,
  DeleteOptions,
  DuplicateOptions,
  FindByIDOptions,
  FindDistinctOptions,
  FindGlobalOptions,
  FindGlobalVersionOptions,
  FindGlobalVersionsOptions,
  FindOptions,
  FindVersionOptions,
  FindVersionsOptions,
  RestoreGlobalVersionOptions,
  RestoreVersionOptions,
  UpdateGlobalOptions,
  UpdateManyOptions,
  UpdateOptions,
} from './call-options.ts'
export type { Background } from './background/background.ts'
export type { KeptPayload } from './background/keep.ts'
export type { OnBehalf } from './background/on-behalf.ts'
export type { AccessArgs, AccessRule, FieldAccessRule } from './access/rule.ts'
export type { DocumentAccess, DocumentReference, DocumentRights } from './access/document-access.ts'
export { AuthApi, type AccountReading, type InAuthCollection, type WithData } from './auth/auth-api.ts'
export type { Auth, AuthConfig, ForgottenPassword } from './auth/auth-config.ts'
export type { AuthHooks } from './auth/auth-hooks.ts'
export type * from './auth/auth-payloads.ts'
export type { AuthCounters } from './auth/auth-state.ts'
export type { Credential } from './auth/authenticate.ts'
export type { Mail, MailPort } from './auth/mail-port.ts'
export type { Revoked } from './auth/revocations.ts'
export type { LoginResult } from './auth/sign-in.ts'
export { checkConfig, type ContentConfig } from './config/check.ts'
export { blocksOf, fieldsIn, fieldsOfLevel, type PlacedField } from './config/fields-of-level.ts'
export { idTypeOf, type IdType } from './config/relation.ts'
export type { CollectionConfig, IndexConfig } from './config/collection-config.ts'
export { copyPlain } from './documents/copy-plain.ts'
export { hasVersions, type VersionsOption } from './config/check-versions.ts'
export { isLive } from './config/is-live.ts'
export type * from './config/field-config.ts'
export { endpointFlaw, type Endpoint, type EndpointMethod, type EndpointRequest } from './config/endpoint.ts'
export { idReader, readID } from './config/own-id.ts'
export type { GlobalConfig } from './config/global-config.ts'
export type { CollectionHooks, ContentHooks, FieldHooks, GlobalHooks, HandlerOf } from './config/hook-lists.ts'
export {
  APIError,
  AuthenticationError,
  ConfigError,
  Conflict,
  ContentError,
  contentErrors,
  Forbidden,
  NotFound,
  QueryError,
  ValidationError,
} from './errors.ts'
export type { ConfigProblem, ContentErrorCode, FieldProblem } from './errors.ts'
export type * from './hooks/payloads.ts'
export { verifyPassword } from './fields/hash-password.ts'
export type { BulkError, BulkResult } from './operations/bulk.ts'
export type { Circumstances } from './operations/circumstances.ts'
export type { Log } from './ports.ts'
export { toPublicError, type PublicError, type PublicErrorEntry } from './public-error.ts'
export type { DistinctPage, Page } from './query/page.ts'
export type { FieldConditions, Where } from './query/where.ts'
export type { ErrorReport } from './report-error.ts'
export { migrateSchema, planSchema, type MigrateMode, type SchemaPlan, type Tables } from './schema/migrate-schema.ts'
export { tablesOf } from './schema/tables-of.ts'
export type { Context, ContentRequest, Source, User } from './request.ts'
export { emitTypes } from './types/emit-types.ts'
export { isKeptFromLive, liveKindsOf, type LiveKind, type LiveKinds } from './types/live-kinds.ts'
export { typeNames, type Names, type TypeNames } from './types/type-names.ts'
export type { CollectionPoints, GlobalPoints } from './types/typed-points.ts'
export type {
  Answer,
  ChangesOf,
  CollectionSlug,
  DataOf,
  DocOf,
  GlobalSlug,
  IdOf,
  LiveKindsOf,
  Register,
  SelectOf,
  VersionAnswer,
  VersionOf,
  VersionSelectOf,
} from './types/register.ts'
export type { Id } from '@crochet/storage'
export type { Data, Doc, Untyped } from './untyped.ts'
