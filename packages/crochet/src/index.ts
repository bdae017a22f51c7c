export { createApp, type AppOptions } from './create-app.ts'
export type { App, AppConfig, ListenOptions, LocalApi } from './app.ts'
export { defineConfig, type CrochetConfig } from './config.ts'
export { AppError, appErrors, type AppErrorCode } from './errors.ts'
