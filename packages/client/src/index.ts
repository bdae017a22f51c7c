export type {
  AuthOptions,
  CountOptions,
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
  ForgotPasswordOptions,
  GraphQLOptions,
  LoginOptions,
  LogoutOptions,
  ResetPasswordOptions,
  RestoreGlobalVersionOptions,
  RestoreVersionOptions,
  UpdateGlobalOptions,
  UpdateManyOptions,
  UpdateOptions,
} from './call-options.ts'
export type { Me, SignedIn } from './auth.ts'
export { createClient, type Client } from './client.ts'
export type { CallOptions, ClientOptions, Message } from './connection.ts'
export { ClientError, clientErrors, type ClientErrorCode, type ClientErrorOptions, type ErrorEntry } from './errors.ts'
