/** The style of the reference page. It is in the page itself, which so needs nothing else. */
export const referenceStyle = `
:root { color-scheme: light dark; --line: #8884; --dim: #888; --soft: #8881; --get: #2a7d4f; --post: #2b6cb0; --patch: #b7791f; --delete: #c53030 }
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 15rem minmax(0, 1fr); max-width: 76rem }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); font-size: .9rem }
nav ul { list-style: none; margin: 0 0 1rem; padding: 0 }
main { padding: 1.5rem 2rem 6rem }
h1 { font-size: 1.5rem; margin: 0 0 .5rem } h2 { margin: 2.5rem 0 .75rem; font-size: 1.2rem } h4 { margin: 1rem 0 .25rem }
a { color: inherit } .dim { color: var(--dim) }
code { font: .875em/1.4 ui-monospace, monospace }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; background: var(--soft) }
summary { cursor: pointer; padding: .5rem .75rem; display: flex; gap: .75rem; align-items: baseline; flex-wrap: wrap }
details > div { padding: 0 .75rem .75rem; border-top: 1px solid var(--line) }
.method { font: 700 .75rem ui-monospace, monospace; width: 4rem; text-transform: uppercase }
.get { color: var(--get) } .post { color: var(--post) } .patch { color: var(--patch) } .delete { color: var(--delete) }
table { border-collapse: collapse; width: 100%; font-size: .9rem } td, th { text-align: left; vertical-align: top; padding: .25rem .5rem; border-top: 1px solid var(--line) }
@media (max-width: 50rem) { body { display: block } nav { position: static; height: auto; border: 0 } main { padding: 1rem } }
`
