import { EditorView } from '@codemirror/view'

/** How the title looks. Colours and fonts are custom properties of the page, which reach into the editor's shadow root. */
export const titleTheme = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'transparent', fontSize: '1.5rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--serif)', fontWeight: '700', lineHeight: '1.4', overflow: 'visible' },
  '.cm-content': { padding: '0.375rem 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 0.75rem' },
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
    zIndex: '1',
  },
})
