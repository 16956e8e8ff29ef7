/** What the console asks and is answered, continued: products, offers, orders, sources, figures. */
import type { Figure, Params } from './types'
import type { Narrowed, Schemas } from './words'

// ---- products and offers ---------------------------------------------------------------------
/** `stock` null = not counted. */
export type Sku = Schemas['ProductSku']
export type Product = Narrowed<Schemas['Product'], { state: 'on_sale' | 'off_sale' }>
export type ProductRequest = Narrowed<Schemas['ProductRequest'], { state: Product['state'] }>
export type Offer = Narrowed<Schemas['Offer'], { state: 'draft' | 'active' | 'ended' }>
export type OfferRequest = Narrowed<Schemas['OfferRequest'], { state: Offer['state'] }>

// ---- orders ----------------------------------------------------------------------------------
export type OrderState = 'unpaid' | 'paid' | 'closed' | 'refund_requested' | 'part_refunded' | 'refunded'
export type OrderRow = Narrowed<Schemas['OrderRow'], { state: OrderState }>
export type Order = Narrowed<Schemas['OrderDetail'], { state: OrderState }>
export type Refund = Schemas['OrderRefund']
export type RefundRequest = Schemas['RefundRequest']

// ---- sources and their economics -------------------------------------------------------------
export type CostKind = 'ads' | 'bait' | 'labour' | 'other'
export type Source = Narrowed<Schemas['Source'], {
  kind: 'parcel' | 'red_packet' | 'content' | 'live' | 'ads' | 'swap' | 'store' | 'referral' | 'other'
}>
export type SourceRequest = Narrowed<Schemas['SourceRequest'], { kind: Source['kind'] }>
export type CostRequest = Narrowed<Schemas['CostRequest'], { kind: CostKind }>
/** `source` null in the total, and for people whose source is not known. */
export type SourceEconomicsRow = Narrowed<Schemas['SourceEconomicsRow'], {
  cost_by_kind: Record<CostKind, number>
}>
/**
 * One row per source, by the local day the person was added. A rate is null where no cohort is
 * old enough or its base is under 30 people. `explain`: column -> key under explain.*
 */
export type SourceEconomics = Narrowed<Schemas['SourceEconomics'], {
  explain: Record<string, { key: string; params: Params }>
  items: SourceEconomicsRow[]
  total: SourceEconomicsRow
}>
export type Cohorts = Narrowed<Schemas['Cohorts'], {
  by: 'week' | 'source'
  measure: 'reachable' | 'repurchase' | 'margin_fen'
  params: Params
}>
export type CohortRow = Schemas['CohortRow']
/** `model`: BG/NBD r, alpha, a, b; Gamma-Gamma p, q, v. */
export type LtvModel = Narrowed<Schemas['LtvModel'], {
  state: 'ready' | 'too_early'
  params: Params
  figures: Figure[]
}>
