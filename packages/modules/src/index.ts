export { formatBootReport } from './format-boot-report.ts'
export { createEntryImporter } from './import-entry.ts'
export { entryOf } from './entry.ts'
export { loadModules } from './load-modules.ts'
export { ModuleError, moduleErrors } from './errors.ts'
export { moduleName } from './module-name.ts'
export { systemClock } from './clock.ts'
export type { BootReport, ModulePlace, ModuleReport, ModuleState, SkippedModule } from './boot-report.ts'
export type { Clock } from './clock.ts'
export type { Entry } from './entry.ts'
export type { EntryImporter } from './import-entry.ts'
export type {
  HookCommand,
  HookModule,
  HookModuleExport,
  InitializeCallback,
  LoadedModule,
  ModulesConfig,
  ModuleSettings,
} from './hook-module.ts'
export type { LoadOrder } from './load-order.ts'
export type { ModuleForApp } from './load-module.ts'
export type { LoaderOptions } from './load-modules.ts'
export type { ModuleErrorCode, ModuleErrorDetails } from './errors.ts'
export type { ModuleLog } from './run-phase.ts'
export type { ModuleOrigin } from './found-module.ts'
export type { ModuleObserver, ModuleSet } from './module-set.ts'
export type { ModuleView } from './replacer.ts'
export type { Replacement, Staging } from './staging.ts'
export type { WaitedFor } from './module-record.ts'
