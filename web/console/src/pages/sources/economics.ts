/** The economics table's columns: what is shown, how, and what to sort by. */
import type { SourceEconomicsRow } from '@/api/types'
import { money, moneyExact, number, percent, unit } from '@/format'

export interface EconomicsColumn {
  key: string
  value: (row: SourceEconomicsRow) => number | null
  text: (row: SourceEconomicsRow) => string
  /** The small line below: a base or an interval. */
  note?: (row: SourceEconomicsRow) => string
}

export const COLUMNS: EconomicsColumn[] = [
  { key: 'added', value: (row) => row.added, text: (row) => number(row.added), note: (row) => percent(row.added ? (row.reachable / row.added) * 10_000 : null, 0) },
  { key: 'cost_fen', value: (row) => row.cost_fen, text: (row) => money(row.cost_fen == null ? null : Math.round(row.cost_fen / 100) * 100) },
  { key: 'cac_fen', value: (row) => row.cac_fen, text: (row) => moneyExact(row.cac_fen) },
  { key: 'deleted_30d_bp', value: (row) => row.deleted_30d_bp, text: (row) => percent(row.deleted_30d_bp), note: (row) => base(row.matured_30d) },
  { key: 'first_order_bp', value: (row) => row.first_order_bp, text: (row) => percent(row.first_order_bp), note: (row) => number(row.first_orders) },
  { key: 'repurchase_30d_bp', value: (row) => row.repurchase_30d_bp, text: (row) => percent(row.repurchase_30d_bp), note: (row) => between(row.repurchase_30d_low_bp, row.repurchase_30d_high_bp) },
  { key: 'revenue_fen', value: (row) => row.revenue_fen, text: (row) => money(Math.round(row.revenue_fen / 100) * 100) },
  { key: 'margin_90d_fen', value: (row) => row.margin_90d_fen, text: (row) => moneyExact(row.margin_90d_fen), note: (row) => base(row.matured_90d) },
  { key: 'payback_days', value: (row) => row.payback_days, text: (row) => unit(row.payback_days, 'days') },
  { key: 'ltv_fen', value: (row) => row.ltv_fen, text: (row) => money(row.ltv_fen == null ? null : Math.round(row.ltv_fen / 100) * 100), note: (row) => (row.ltv_low_fen == null || row.ltv_high_fen == null ? '' : `${money(Math.round(row.ltv_low_fen / 100) * 100)}–${money(Math.round(row.ltv_high_fen / 100) * 100)}`) },
]

const base = (people: number) => (people ? `n ${number(people)}` : '')
const between = (low: number | null, high: number | null) =>
  low == null || high == null ? '' : `${(low / 100).toFixed(1)}–${(high / 100).toFixed(1)} %`
