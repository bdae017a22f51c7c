/** @returns A name as SQL takes it. Names are checked when they are declared (`schema/table.ts`); this is the second lock. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
