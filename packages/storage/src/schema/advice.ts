/** What to do about a column that is to have another type. */
export const otherName = 'a column keeps its type: declare one under another name and copy the values over'

/** What to do about values that repeat and are to be unique. */
export const changeSome = 'change or clear all but one of each first'
