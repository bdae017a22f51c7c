/** Letters that Unicode does not take for a Latin letter with a mark. */
const latin: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
}

/**
 * Lower-case ASCII letters and digits with single hyphens between the words: marks are taken off (Unicode form NFKD), other
 * letters left out.
 *
 * @param longest in characters
 * @returns `undefined` when nothing is left
 */
export function slugify(text: string, longest: number): string | undefined {
  const ascii = text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}|['’]/gu, '')
    .replaceAll(/[ßæœøđðþłıħŧ]/g, (letter) => latin[letter] ?? '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
  return ascii.slice(0, longest).replace(/-$/, '') || undefined
}
