import { isPlainObject } from '@crochet/hooks'
import type { Tab, TabsField } from '../config/field-config.ts'
import type { LayoutPart, LayoutType, OptionCheck } from './field-type.ts'

const unnamedKeys = ['label', 'fields', 'admin', 'custom']

/** `tabs`: a tab with a name is a group, the fields of one without stand where the tabs stand. */
export const tabs: LayoutType<TabsField> = {
  options: { tabs: checkTabs },
  requiredOptions: ['tabs'],
  parts: (config) => config.tabs.map((tab, index) => partOf(tab, index)),
}

function partOf(tab: Tab, index: number): LayoutPart {
  if (tab.name === undefined) return { at: `.tabs[${index}].fields`, fields: tab.fields }
  return { at: '.tabs', fields: [{ ...tab, type: 'group' }] }
}

/** The fields of each tab, and a tab with a name as the group that it is, are checked with the fields of the configuration. */
function checkTabs(value: unknown): ReturnType<OptionCheck> {
  if (!Array.isArray(value) || value.length === 0) return "write a list such as [{ label: 'Text', fields: […] }]"
  const flaws = value.flatMap((tab: unknown, index) => {
    if (!isPlainObject(tab)) return [{ at: `[${index}]`, message: 'write an object: { name?, label, fields }' }]
    if ('type' in tab) return [{ at: `[${index}].type`, message: 'a tab has no type; leave it out' }]
    if (tab['name'] !== undefined) return []
    const named = Object.keys(tab).filter((key) => key !== 'name' && !unnamedKeys.includes(key))
    const message = `only a tab with a name has this; give it a name, or use only ${unnamedKeys.join(', ')}`
    return named.map((key) => ({ at: `[${index}].${key}`, message }))
  })
  return flaws.length === 0 ? undefined : flaws
}
