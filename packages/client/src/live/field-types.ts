import type { DocOf, LiveKindsOf, Untyped } from '@crochet/content'
import type * as Y from 'yjs'
import type { LiveRow, LiveRows } from './live-rows.ts'
import type { LiveValue } from './live-value.ts'

/** The fields of a live document by name. Without emitted types each may be anything. */
export type LiveFields<S extends string = string> = [LiveKindsOf<S>] extends [never]
  ? Readonly<Record<string, Untyped>>
  : FieldsOf<LiveKindsOf<S>, DocOf<S>>

/** @typeParam Kinds what each field is; @typeParam Values what each holds in the stored document */
export type FieldsOf<Kinds, Values> = { readonly [Name in keyof Kinds]: FieldOf<Kinds[Name], In<Values, Name>> }

type In<Values, Name> = Name extends keyof Values ? NonNullable<Values[Name]> : Untyped

type FieldOf<Kind, Value> = Kind extends 'text'
  ? Y.Text
  : Kind extends 'richText'
    ? Y.XmlFragment
    : Kind extends { group: infer Kinds }
      ? FieldsOf<Kinds, Value>
      : Kind extends { rows: infer Kinds }
        ? LiveRows<LiveRow<FieldsOf<Kinds, ElementOf<Value>>>, NewRow<Kinds, ElementOf<Value>>>
        : Kind extends { blocks: infer Blocks }
          ? LiveRows<AnyBlock<Blocks, ElementOf<Value>>, AnyNewBlock<Blocks, ElementOf<Value>>>
          : LiveValue<Value>

type ElementOf<Value> = Value extends readonly (infer Element)[] ? Element : Untyped

type BlockOf<Row, Slug> = Row extends { blockType: infer Type } ? (Slug extends Type ? Row : never) : Untyped

type AnyBlock<Blocks, Row> = {
  [Slug in keyof Blocks & string]: LiveRow<FieldsOf<Blocks[Slug], BlockOf<Row, Slug>>, Slug>
}[keyof Blocks & string]

type AnyNewBlock<Blocks, Row> = {
  [Slug in keyof Blocks & string]: { blockType: Slug } & NewRow<Blocks[Slug], BlockOf<Row, Slug>>
}[keyof Blocks & string]

/** What a row may be made from: all but rich text, which begins empty. */
type NewRow<Kinds, Values> = {
  [Name in keyof Kinds as Kinds[Name] extends 'richText' ? never : Name]?: NewValue<
    Kinds[Name],
    In<Values, Name>
  > | null
}

type NewValue<Kind, Value> = Kind extends { group: infer Kinds }
  ? NewRow<Kinds, Value>
  : Kind extends { rows: infer Kinds }
    ? readonly NewRow<Kinds, ElementOf<Value>>[]
    : Kind extends { blocks: infer Blocks }
      ? readonly AnyNewBlock<Blocks, ElementOf<Value>>[]
      : Value
