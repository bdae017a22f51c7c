import { EditorView } from '@codemirror/view'

/** How the editor looks. Colours and fonts are custom properties of the page, which reach into the editor's shadow root. */
export const editorTheme = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent', fontSize: '1.125rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--serif)', lineHeight: '1.85', overflowX: 'hidden' },
  '.cm-content': { padding: '1.25rem 0', minHeight: '15rem', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 1.5rem' },
  '.cm-placeholder': { color: 'var(--ink-soft)', fontStyle: 'italic' },
  '.cm-cursor, .cm-dropCursor': { borderLeft: '2px solid var(--ink)', marginLeft: '-1px' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'var(--selection)',
  },
  '.others-selection': { backgroundColor: 'color-mix(in srgb, var(--yarn) 25%, transparent)' },
  '.others-caret': { position: 'relative', borderLeft: '2px solid var(--yarn)', margin: '0 -1px' },
  '.others-flag': {
    position: 'absolute',
    bottom: 'calc(100% - 0.1em)',
    left: '-2px',
    padding: '0.1em 0.5em',
    borderRadius: '0.5em 0.5em 0.5em 0',
    font: '600 0.6875rem/1.3 var(--sans)',
    whiteSpace: 'nowrap',
    color: 'var(--on-yarn)',
    background: 'var(--yarn)',
    pointerEvents: 'none',
    userSelect: 'none',
  },
})
