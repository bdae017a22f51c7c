/** Why a configuration module cannot be taken apart, and what to do about it. */
export const problems = {
  SPREAD: [
    'what is spread into this object cannot be seen here, and may hold hooks or secrets',
    'Write its keys out; lists may be spread (`fields: [...seoFields]`).',
  ],
  COMPUTED_KEY: ['the name of this key is only known when the program runs', 'Write the name itself.'],
  ACCESSOR: [
    'a getter or setter is a function, which never goes to the client',
    'Write the value, or leave the key out.',
  ],
  NOT_LITERAL: [
    'what this is only shows when the program runs',
    'Write an object or a list here, or the name of one that is written out.',
  ],
  CALL: [
    'what this call returns only shows when the program runs',
    'Write the object out, or call a function that returns one that is written out.',
  ],
  ARGUMENT: [
    'what becomes of a function or an unknown value that is passed on cannot be followed',
    'Pass texts, numbers and objects that are written out.',
  ],
  MAKER: [
    'a function that makes configuration goes to the client, and this is more than returning it',
    'Let it return what it makes and do nothing else; default values of parameters may be data.',
  ],
  VALUE: [
    'this value only shows when the program runs',
    'Write the value itself, or the name of a constant that is written out.',
  ],
  FOREIGN: [
    'in the module that it comes from this is no configuration that the plugin knows',
    'Give it its type there (`: CollectionConfig`, `: FieldConfig[]`, `satisfies …`), or list that module in `include`.',
  ],
  FOREIGN_VALUE: [
    'its value in the other module is not written out',
    'Write the value here, or make it a constant with a literal value there.',
  ],
  REEXPORT: [
    'it would bring a module to the client that is no configuration',
    'Export it from a module that declares no configuration.',
  ],
  UNKNOWN_OBJECT: [
    'this object has keys of the server, but it is no configuration that the plugin knows',
    'Give it its type (`: CollectionConfig`, `satisfies FieldConfig`), or move it to a module of its own.',
  ],
  CHANGE: [
    'configuration is changed after it was written, which the client would not see, or would see too much of',
    'Write it in its final form.',
  ],
  EXPORT: [
    'what this module exports besides configuration is made by code that would run on the client',
    'Give it its type if it is configuration (`: CollectionConfig`), else move it to a module of its own.',
  ],
  IMPORT: [
    'this needs a module that is no configuration, which would come to the client with all that it imports',
    'Move what needs it to a module of its own.',
  ],
  GUESSED: [
    'this runs when the module is loaded, and configuration does nothing but declare',
    'If this module is configuration, give it its type (`: CollectionConfig`), and this is for the server alone.',
  ],
  STATEMENT: ['this kind of statement is not understood', 'Use `import`, `export` and `const`.'],
} as const satisfies Record<string, readonly [string, string]>

export type ProblemCode = keyof typeof problems

export interface Problem {
  readonly code: ProblemCode
  /** Where in the text. */
  readonly at: number
}
