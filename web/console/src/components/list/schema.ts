/** A list page as data: what it asks, shows, filters and sorts. */
import type { Query } from '@/api/client'

export interface Column<Row> {
  key: string
  /** Locale key of the heading. */
  label: string
  width?: string
  align?: 'right'
  /** The API's sort key, where the column can be sorted. */
  sort?: string
  text?: (row: Row) => string
}
export interface Option {
  value: string
  label: string
}
export interface Filter {
  key: string
  kind: 'text' | 'select' | 'days' | 'number'
  label: string
  options?: () => Option[]
  /** Of `days`: the two names in the address and the API. */
  keys?: [string, string]
  width?: number
  /** Shown only after "more filters". */
  more?: boolean
  /** Focused by `/`. */
  search?: boolean
}
export interface ListSchema<Row> {
  name: string
  path: string
  columns: Column<Row>[]
  filters: Filter[]
  sort?: string
  limit?: number
  views?: boolean
  rowKey: (row: Row) => string
  rowLabel?: (row: Row) => string
  /** Turns the address into what the API is asked. */
  query?: (values: Record<string, string>) => Query
  /** For a list that the API answers whole: what the filters keep of it, here. */
  keeps?: (row: Row, values: Record<string, string>) => boolean
}

export function filterKeys(filters: Filter[]): string[] {
  return filters.flatMap((filter) => filter.keys ?? [filter.key])
}
