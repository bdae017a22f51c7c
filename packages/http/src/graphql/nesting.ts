/** Strings (GraphQL, 2.9.4) and comments, in which brackets mean nothing, and brackets. */
const tokens = /"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*|[[{(]|[\]})]/g

/** How deep the brackets of a GraphQL document are nested. Parsers go down one call for each, so it is asked before they begin. */
export function nestingOf(text: string): number {
  let [open, deepest] = [0, 0]
  for (const [token] of text.matchAll(tokens)) {
    if ('[{('.includes(token)) deepest = Math.max(deepest, ++open)
    else if (']})'.includes(token)) open--
  }
  return deepest
}
