import { element } from './element.ts'
import { listPosts } from './posts-api.ts'

/** @returns the id of the post in the address of the page (`#<id>`), else of the oldest one */
export async function choosePost(): Promise<string> {
  const menu = element('posts', HTMLSelectElement)
  const posts = await listPosts()
  const asked = location.hash.slice(1)
  const id = (posts.find((post) => post.id === asked) ?? posts[0])?.id
  menu.replaceChildren(...posts.map((post) => new Option(post.title, post.id, false, post.id === id)))
  menu.addEventListener('change', () => void (location.hash = menu.value))
  // The page is loaded again, so that nothing of the former post stays. The skip link leads to a place of the page only.
  addEventListener('hashchange', () => location.hash === '#post' || location.reload())
  return id ?? ''
}
