/** What the console asks and is answered, continued: products, offers, orders, sources, figures. */
import type { Day, Figure, Id, Iso, Ref } from './types'

// ---- products and offers ---------------------------------------------------------------------
/** GET /api/products -> Items<Product>; POST, PUT /{id} with ProductRequest */
export interface Product {
  id: Id
  name: string
  state: 'on_sale' | 'off_sale'
  skus: Sku[]
  image_url: string | null
}
export interface Sku {
  id: Id
  name: string
  price_fen: number
  cost_fen: number | null
  /** Null = not counted. */
  stock: number | null
  sold: number
}
export interface ProductRequest {
  name: string
  state: 'on_sale' | 'off_sale'
  skus: { id?: Id; name: string; price_fen: number; cost_fen?: number | null; stock?: number | null }[]
}
/** GET /api/offers -> Items<Offer>; POST, PUT /{id} with OfferRequest */
export interface Offer {
  id: Id
  title: string
  value_fen: number
  threshold_fen: number
  valid_days: number
  total: number | null
  per_contact: number
  state: 'draft' | 'active' | 'ended'
  issued: number
  redeemed: number
}
export interface OfferRequest {
  title: string
  value_fen: number
  threshold_fen: number
  valid_days: number
  total?: number | null
  per_contact: number
  state: 'draft' | 'active' | 'ended'
}

// ---- orders: /api/orders ---------------------------------------------------------------------
export type OrderState = 'unpaid' | 'paid' | 'closed' | 'refund_requested' | 'part_refunded' | 'refunded'
/** GET /api/orders?state=&source_id=&contact_id=&from=&to=&order_no=&sort=&cursor=; sorts created_at, total_fen */
export interface OrderRow {
  id: Id
  order_no: string
  state: OrderState
  contact: Ref
  source: Ref | null
  /** "睫毛膏 ×1, 眉笔 ×2" */
  summary: string
  total_fen: number
  discount_fen: number
  paid_fen: number
  refunded_fen: number
  created_at: Iso
  paid_at: Iso | null
}
/** GET /api/orders/{id} */
export interface Order extends OrderRow {
  origin: 'store' | 'import' | 'api'
  lines: { sku_id: Id; name: string; quantity: number; price_fen: number; discount_fen: number; paid_fen: number }[]
  coupon: { id: Id; title: string; value_fen: number } | null
  payments: { id: Id; channel: Ref | null; state: 'waiting' | 'paid' | 'closed' | 'unknown'; amount_fen: number; transaction_no: string | null; at: Iso }[]
  refunds: Refund[]
  refundable_fen: number
}
export interface Refund {
  refund_no: string
  state: 'requested' | 'waiting_approval' | 'sent' | 'done' | 'refused' | 'failed' | 'unknown'
  amount_fen: number
  reason: string
  requested_by: Ref | null
  requested_at: Iso
  done_at: Iso | null
}
/** POST /api/orders/{id}/refunds -> 202 Refund */
export interface RefundRequest {
  amount_fen: number
  reason: string
}

// ---- sources and their economics -------------------------------------------------------------
export type CostKind = 'ads' | 'bait' | 'labour' | 'other'
/** GET /api/sources -> Items<Source>; POST, PUT /{id} {name, kind, planned_cac_fen?} -> Source */
export interface Source extends Ref {
  kind: 'parcel' | 'red_packet' | 'content' | 'live' | 'ads' | 'swap' | 'store' | 'referral' | 'other'
  codes: number
  contacts: number
  created_at: Iso
}
export interface SourceRequest {
  name: string
  kind: Source['kind']
}
/** POST /api/sources/{id}/costs -> 201 Cost */
export interface CostRequest {
  amount_fen: number
  day: Day
  kind: CostKind
  note?: string | null
}
export interface Cost extends CostRequest {
  id: Id
  source_id: Id
}
/**
 * GET /api/insight/sources?from=&to= : one row per source, by the local day the person was added.
 * A rate is null where no cohort is old enough or its base is under 30 people.
 */
export interface SourceEconomics {
  as_of: Iso
  /** Rows' column -> key under explain.* with the parameters of its window. */
  explain: Record<string, { key: string; params: Record<string, string | number | boolean | null> }>
  items: SourceEconomicsRow[]
  total: SourceEconomicsRow
}
export interface SourceEconomicsRow {
  /** Null in the total, and for people whose source is not known. */
  source: Ref | null
  added: number
  reachable: number
  cost_fen: number
  cost_by_kind: Record<CostKind, number>
  cac_fen: number | null
  deleted_30d_bp: number | null
  /** People added at least 30 days ago: the base of the deletion and repurchase rates. */
  matured_30d: number
  first_orders: number
  first_order_bp: number | null
  /** A second paid order within 30 days (90) of the first, first order at least that old. */
  repurchase_30d_bp: number | null
  repurchase_30d_low_bp: number | null
  repurchase_30d_high_bp: number | null
  repurchase_90d_bp: number | null
  revenue_fen: number
  refunded_fen: number
  margin_fen: number
  /** Average margin per person in the 90 days after adding, people at least 90 days old. */
  margin_90d_fen: number | null
  matured_90d: number
  payback_days: number | null
  ltv_fen: number | null
  ltv_low_fen: number | null
  ltv_high_fen: number | null
  /** Cost per add by week, for the little line and the creep of a price. */
  weeks: { week: Day; added: number; cost_fen: number; lost: number }[]
  /** Cumulative margin per person by day since adding: 0, 7, 14, 30, 60, 90, 120, 180. */
  curve: { day: number; margin_fen: number; contacts: number }[]
}
/** GET /api/insight/cohorts?by=week|source&measure=reachable|repurchase|margin_fen */
export interface Cohorts {
  as_of: Iso
  by: 'week' | 'source'
  measure: 'reachable' | 'repurchase' | 'margin_fen'
  explain: string
  params: Record<string, string | number | boolean | null>
  /** Ages of the columns in days: 7, 14, 28, 56, 84, 112, ... */
  ages: number[]
  rows: CohortRow[]
}
export interface CohortRow {
  /** The Monday of the week, or the source's name. */
  label: string
  contacts: number
  /** One per age; null = not matured. Basis points, or fen per person for margin_fen. */
  values: (number | null)[]
}
/** GET /api/insight/ltv */
export interface LtvModel {
  as_of: Iso
  state: 'ready' | 'too_early'
  explain: string
  params: Record<string, string | number | boolean | null>
  horizon_days: number
  fitted_at: Iso | null
  /** BG/NBD r, alpha, a, b; Gamma-Gamma p, q, v. */
  model: Record<string, number>
  figures: Figure[]
  by_source: { source: Ref; contacts: number; expected_fen: number; low_fen: number; high_fen: number }[]
}
