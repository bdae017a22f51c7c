/**
 * Hook points of one's own: name and kind, by declaration merging. What is in here is known to `app.hooks` of every module.
 *
 * ```ts
 * declare module 'crochet' {
 *   interface HookPoints { 'search:beforeIndex': Waterfall<{ text: string }, 'text'> }
 * }
 * ```
 */
// Empty until it is merged with.
// oxlint-disable-next-line typescript/no-empty-object-type
export interface HookPoints {}

declare module '@crochet/hooks' {
  interface HookMap extends HookPoints {}
}
