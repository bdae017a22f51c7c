import type {
  DeleteOptions,
  FindGlobalVersionOptions,
  FindGlobalVersionsOptions,
  FindVersionOptions,
  FindVersionsOptions,
  UpdateOptions,
} from '@crochet/content'
import type { Hooks } from '@crochet/hooks'
import type { Endpoint } from '@crochet/http'
import type { BootReport, LoadedModule, Replacement } from '@crochet/modules'
import type { Server } from '@crochet/realtime'
import type { App, AppConfig, ListenOptions, LocalApi } from './app.ts'
import { userOf } from './auth/sign-in-of.ts'
import type { AppJobs } from './jobs/app-jobs.ts'
import type { Log } from './log.ts'
import { booted, type Parts } from './parts.ts'
import type { Services } from './services.ts'

/** What one party sees in place of what everybody sees; `undefined` for what is as everybody sees it. */
export type OwnView = { readonly [Key in 'config' | 'hook' | 'services' | 'endpoints']?: App[Key] | undefined }

/** An application as one party sees it: its owner, or a hook module whose handlers are stamped with its name. */
export class Application implements App {
  readonly hooks: Hooks
  readonly #parts: Parts
  readonly #own: OwnView

  constructor(parts: Parts, hooks: Hooks, own: OwnView = {}) {
    this.#parts = parts
    this.hooks = hooks
    this.#own = own
  }

  readonly create: LocalApi['create'] = (options) => booted(this.#parts, 'content').create(options)
  readonly find: LocalApi['find'] = (options) => booted(this.#parts, 'content').find(options)
  readonly findByID: LocalApi['findByID'] = (options) => booted(this.#parts, 'content').findByID(options)
  // Passed on whole: which of the two kinds of call it is, and so what it answers, is for the content engine to see.
  readonly update: LocalApi['update'] = (options) =>
    booted(this.#parts, 'content').update(options as UpdateOptions) as Promise<never>
  readonly delete: LocalApi['delete'] = (options) =>
    booted(this.#parts, 'content').delete(options as DeleteOptions) as Promise<never>
  readonly duplicate: LocalApi['duplicate'] = (options) => booted(this.#parts, 'content').duplicate(options)
  readonly findDistinct: LocalApi['findDistinct'] = (options) => booted(this.#parts, 'content').findDistinct(options)
  readonly count: LocalApi['count'] = (options) => booted(this.#parts, 'content').count(options)
  readonly findGlobal: LocalApi['findGlobal'] = (options) => booted(this.#parts, 'content').findGlobal(options)
  readonly updateGlobal: LocalApi['updateGlobal'] = (options) => booted(this.#parts, 'content').updateGlobal(options)
  // Where nothing is known of the documents, their types are too deep to be compared once more.
  readonly findVersions: LocalApi['findVersions'] = (options) =>
    booted(this.#parts, 'content').findVersions(options as FindVersionsOptions) as Promise<never>
  readonly findVersionByID: LocalApi['findVersionByID'] = (options) =>
    booted(this.#parts, 'content').findVersionByID(options as FindVersionOptions) as Promise<never>
  readonly countVersions: LocalApi['countVersions'] = (options) => booted(this.#parts, 'content').countVersions(options)
  readonly restoreVersion: LocalApi['restoreVersion'] = (options) =>
    booted(this.#parts, 'content').restoreVersion(options)
  readonly findGlobalVersions: LocalApi['findGlobalVersions'] = (options) =>
    booted(this.#parts, 'content').findGlobalVersions(options as FindGlobalVersionsOptions) as Promise<never>
  readonly findGlobalVersionByID: LocalApi['findGlobalVersionByID'] = (options) =>
    booted(this.#parts, 'content').findGlobalVersionByID(options as FindGlobalVersionOptions) as Promise<never>
  readonly countGlobalVersions: LocalApi['countGlobalVersions'] = (options) =>
    booted(this.#parts, 'content').countGlobalVersions(options)
  readonly restoreGlobalVersion: LocalApi['restoreGlobalVersion'] = (options) =>
    booted(this.#parts, 'content').restoreGlobalVersion(options)

  readonly login: LocalApi['login'] = (options) => booted(this.#parts, 'content').auth.login(options)
  readonly logout: LocalApi['logout'] = (options) => booted(this.#parts, 'content').auth.logout(options)
  readonly forgotPassword: LocalApi['forgotPassword'] = (options) =>
    booted(this.#parts, 'content').auth.forgotPassword(options)
  readonly resetPassword: LocalApi['resetPassword'] = (options) =>
    booted(this.#parts, 'content').auth.resetPassword(options)
  readonly unlock: LocalApi['unlock'] = (options) => booted(this.#parts, 'content').auth.unlock(options)
  readonly auth: LocalApi['auth'] = (request) => userOf(booted(this.#parts, 'content'), this.#parts.signIn, request)

  get config(): AppConfig {
    return this.#own.config ?? this.#parts.config
  }

  get hook(): Readonly<Record<string, LoadedModule>> {
    return this.#own.hook ?? booted(this.#parts, 'modules').hook
  }

  get services(): Services {
    return this.#own.services ?? this.#parts.services
  }

  get endpoints(): Endpoint[] {
    return this.#own.endpoints ?? this.#parts.endpoints
  }

  get realtime(): Server {
    return booted(this.#parts, 'realtime')
  }

  get jobs(): AppJobs {
    return booted(this.#parts, 'jobs')
  }

  get log(): Log {
    return this.#parts.log
  }

  replaceModules(...names: string[]): Promise<Replacement> {
    return booted(this.#parts, 'modules').replace(...names)
  }

  report(): string {
    return this.#parts.report
  }

  moduleReport(): BootReport {
    return booted(this.#parts, 'modules').report()
  }

  listen(options: ListenOptions = {}): Promise<{ url: string }> {
    return this.#parts.listen(options)
  }

  close(): Promise<void> {
    return this.#parts.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
