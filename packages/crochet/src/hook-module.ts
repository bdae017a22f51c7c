import type { HookModuleExport } from '@crochet/modules'
import type { App } from './app.ts'

/** What a hook module exports: the hook, or a function of the application that returns it (spec: modules.md). */
export type HookModule = HookModuleExport<App>
