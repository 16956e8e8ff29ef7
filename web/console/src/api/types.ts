/**
 * What the console asks and what it is answered, page by page.
 *
 * Conventions: ids are strings; money is integer fen (`*_fen`); rates are basis points (`*_bp`,
 * 10000 = 100 %); moments are ISO-8601 UTC with Z (`Iso`), local days `YYYY-MM-DD` in the
 * workspace's time zone (`Day`). The API speaks no language: sentences, to-dos, figures, events
 * and runs come as a key with parameters; `src/locales` holds the words. Problem details are
 * written in the language of `Accept-Language`. Keys added later are additive: the console shows
 * an unknown key as it is.
 */
import type { OrderRow } from './types.trade'

export type Id = string
export type Iso = string
export type Day = string
export type Params = Record<string, string | number | boolean | null>

export interface Page<T> {
  items: T[]
  next_cursor: string | null
  /** Rows the filter matches: exact up to 10,000, then an estimate (`count_exact` false). */
  count: number
  count_exact: boolean
}
/** Short lists that are answered whole (stores, tags, sources, ...). */
export interface Items<T> {
  items: T[]
}
export interface Ref {
  id: Id
  name: string
}
/** RFC 9457. `type` ends in a machine word: /problems/totp_required, /problems/validation, ... */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  hint?: string | null
  errors?: { field: string; message: string }[]
}

// ---- set-up, session, me ---------------------------------------------------------------------
export type Role = 'owner' | 'operator' | 'analyst' | 'service' | 'auditor'
export type Scope = 'own' | 'store' | 'department' | 'all'
/** What a role may do; the console hides what is missing, the server refuses it. */
export type Right =
  | 'contacts.read' | 'contacts.write' | 'contacts.phone' | 'contacts.export' | 'contacts.erase'
  | 'contacts.merge' | 'tags.write' | 'codes.read' | 'codes.write' | 'channels.read'
  | 'channels.write' | 'sources.write' | 'orders.read' | 'orders.refund' | 'offers.write'
  | 'products.write' | 'insight.read' | 'runs.read' | 'imports.write' | 'handover.write'
  | 'approvals.decide' | 'staff.read' | 'staff.write' | 'keys.write' | 'audit.read'
  | 'settings.write' | 'restore.release'

/** GET /api/setup */
export interface SetupState {
  needed: boolean
}
/** POST /api/setup -> 201; the answer also sets the session cookie. */
export interface SetupRequest {
  workspace: { name: string; timezone: string }
  account: { login: string; name: string; password: string }
}
export interface SetupAnswer {
  workspace_id: Id
  csrf_token: string
  me: Me
}
/** POST /api/sessions; 401 with type /problems/totp_required asks for `totp` and the same again. */
export interface SessionRequest {
  login: string
  password: string
  totp?: string
}
export interface SessionAnswer {
  csrf_token: string
  me: Me
}
export interface Notice {
  text: string
  link: string | null
}
export interface Workspace {
  id: Id
  name: string
  timezone: string
  notice: Notice | null
}
/** GET /api/me; also the answer of POST /api/me/workspace {workspace_id}. */
export interface Me {
  account: { id: Id; login: string; name: string; totp_enabled: boolean; language: 'zh' | 'en' }
  staff: { id: Id; name: string; scope: Scope; store: Ref | null; department: Ref | null }
  workspace: Workspace
  workspaces: Ref[]
  role: Role
  rights: Right[]
  csrf_token: string
  /** Business time now, so that "3 days ago" is right while the clock is steered. */
  clock: { now: Iso; mode: 'system' | 'steered' }
  /** True after a restore until a named person releases the sending. */
  restore_held: boolean
}
/** PUT /api/me {name?, language?} -> Me;  PUT /api/me/password -> 204 */
export interface MeRequest {
  name?: string
  language?: 'zh' | 'en'
}
export interface PasswordRequest {
  current_password: string
  new_password: string
}
/** POST /api/me/totp -> TotpAnswer; POST /api/me/totp/confirmation {code} -> 204; DELETE {code} -> 204 */
export interface TotpAnswer {
  secret: string
  uri: string
  /** The uri as a QR code, ready to show (SVG markup without scripts). */
  qr_svg: string
}
/** PUT /api/workspace -> Workspace; a field left out stays as it is. */
export interface WorkspaceRequest {
  name?: string
  timezone?: string
  notice?: Notice | null
}

// ---- today: GET /api/insight/today -----------------------------------------------------------
export type Unit = 'count' | 'fen' | 'bp' | 'days'
/**
 * A number that can say how it was made: `explain` is a key under `explain.*` in the locales,
 * `params` fill that text (windows, sample sizes, excluded rows). `value` null = cannot be told
 * yet; then `params.reason` is one of no_data | not_matured | too_few.
 */
export interface Figure {
  key: string
  unit: Unit
  value: number | null
  /** 95 % interval where one is known. */
  low?: number | null
  high?: number | null
  /** The same figure one period earlier (yesterday against the day before). */
  previous?: number | null
  explain: string
  params: Params
  as_of: Iso
}
export interface Sentence {
  /** 'empty' {} | 'reachable' {weeks, added, reachable} | 'source_pays' {source, days, cac_fen}
   * | 'source_leaks' {source, deleted_bp, cac_fen} | 'repurchase' {source, repurchase_bp, matured}
   * | 'pond_only_new' {added} */
  key: string
  params: Params
}
export interface Todo {
  /** 'welcome_late' | 'touch_unknown' | 'callback_failed' | 'run_failed' | 'approval_waiting'
   * | 'code_without_staff' | 'channel_failing' | 'refund_waiting' | 'handover_refused'
   * | 'leaver_waiting' | 'deletions_high' | 'source_without_cost' | 'task_open' */
  key: string
  count: number
  params: Params
  level: 'urgent' | 'normal' | 'info'
  /** A console path with its filters, e.g. /orders?state=refund_requested */
  link: string
}
export interface OnboardingStep {
  key: 'channel' | 'callback' | 'contacts' | 'code' | 'offer' | 'cost'
  done: boolean
}
export interface DayPoint {
  day: Day
  added: number
  lost: number
  orders: number
  revenue_fen: number
  /** False for the day that is still running. */
  complete: boolean
}
export interface SourcePoint {
  source: Ref
  cac_fen: number
  margin_90d_fen: number
  contacts: number
}
export interface Today {
  as_of: Iso
  sentences: Sentence[]
  /** Yesterday: added, lost, net, orders, revenue_fen, refunds; in that order. */
  figures: Figure[]
  reachable: {
    figure: Figure
    added: number
    lost_deleted: number
    lost_other: number
    /** Also reachable by another identity or another member of staff. */
    backup_bp: number | null
  }
  days: DayPoint[]
  payback: { points: SourcePoint[]; explain: string; params: Params }
  lifecycle: { key: Lifecycle; count: number }[]
  todos: Todo[]
  /** Null once every step is done or the owner put it away. */
  onboarding: OnboardingStep[] | null
}

// ---- tags, saved views -----------------------------------------------------------------------
/** GET /api/tags -> Items<Tag>; POST {name, group?} -> Tag */
export interface Tag extends Ref {
  group: string | null
  contacts: number
}
/** GET /api/saved-views?page=contacts -> Items<SavedView>; POST {page,name,query} ; DELETE /{id} */
export interface SavedView extends Ref {
  page: string
  /** The query string of the page's address. */
  query: string
  shared: boolean
}

// ---- customers: GET /api/contacts ------------------------------------------------------------
export type Lifecycle = 'new' | 'active' | 'dormant' | 'lost'
export interface ContactFilter {
  q?: string
  phone?: string
  phone_tail?: string
  tag_id?: Id
  source_id?: Id
  owner_id?: Id
  store_id?: Id
  code_id?: Id
  lifecycle?: Lifecycle
  reachable?: boolean
  added_from?: Day
  added_to?: Day
  orders_min?: number
}
export type ContactSort = 'added_at' | 'last_seen_at' | 'revenue_fen' | 'orders'
export interface ContactQuery extends ContactFilter {
  /** `-` in front sorts downwards: -added_at (the default). */
  sort?: ContactSort | `-${ContactSort}`
  cursor?: string
  limit?: number
}
export interface ContactRow {
  id: Id
  name: string
  remark: string | null
  phone_masked: string | null
  lifecycle: Lifecycle
  reachable: boolean
  source: Ref | null
  owner: Ref | null
  store: Ref | null
  tags: Ref[]
  orders: number
  revenue_fen: number
  added_at: Iso
  last_seen_at: Iso | null
}
/** POST /api/contacts/tags; either ids or filter -> TagChange, or 202 Run above 500 rows. */
export interface BulkTagRequest {
  ids?: Id[]
  filter?: ContactFilter
  add: Id[]
  remove: Id[]
}
export interface TagChange {
  changed: number
}
/** POST /api/contacts/exports -> 202 Run (state waiting_approval where the policy asks for one) */
export interface ExportRequest {
  filter: ContactFilter
  columns: string[]
}

// ---- customer 360: GET /api/contacts/{id} ----------------------------------------------------
export interface Identity {
  id: Id
  kind: 'external_userid' | 'unionid' | 'openid' | 'phone' | 'custom'
  /** Shown shortened; phone numbers masked. */
  label: string
  channel: Ref | null
  verified: boolean
  first_seen_at: Iso
  /** The contact it was written with; differs from the page's contact after a merge. */
  contact_id: Id
}
export interface Merge {
  id: Id
  from_contact: Ref
  evidence: { kind: 'unionid' | 'phone' | 'hand' | 'import'; note: string }
  at: Iso
  by: Ref | null
  undone_at: Iso | null
}
export interface ContactTag extends Ref {
  origin: 'hand' | 'rule' | 'platform' | 'import' | 'code'
  by: Ref | null
  at: Iso
}
export interface Follower {
  staff: Ref
  is_owner: boolean
  since: Iso
  /** Null while the friendship stands. */
  ended_at: Iso | null
  ended_by: 'customer' | 'staff' | null
}
export interface Consent {
  purpose: 'service' | 'marketing' | 'phone'
  state: 'given' | 'withdrawn' | 'none'
  at: Iso | null
  evidence: string | null
}
export interface ContactCoupon {
  id: Id
  title: string
  value_fen: number
  threshold_fen: number
  state: 'issued' | 'redeemed' | 'expired' | 'void'
  valid_to: Iso
  order_no: string | null
}
export interface Ltv {
  state: 'ready' | 'too_early' | 'no_orders' | 'no_model'
  as_of: Iso
  /** Predicted margin of the next 180 days with its 80 % interval. */
  expected_fen: number | null
  low_fen: number | null
  high_fen: number | null
  alive_bp: number | null
  explain: string
  /** frequency, recency_days, age_days, model_contacts, ... */
  params: Params
}
export interface Contact {
  id: Id
  name: string
  remark: string | null
  gender: 'f' | 'm' | null
  birthday: Day | null
  city: string | null
  phone_masked: string | null
  has_phone: boolean
  lifecycle: Lifecycle
  reachable: boolean
  unreachable_reason: 'deleted' | 'blocked' | 'unfollowed' | 'left' | null
  added_at: Iso
  last_seen_at: Iso | null
  source: Ref | null
  code: Ref | null
  store: Ref | null
  rfm: { r: number; f: number; m: number } | null
  figures: Figure[]
  ltv: Ltv
  identities: Identity[]
  merges: Merge[]
  followers: Follower[]
  tags: ContactTag[]
  consents: Consent[]
  coupons: ContactCoupon[]
  /** The latest five; the rest is /api/orders?contact_id= */
  orders: OrderRow[]
  erasure: { state: 'requested' | 'running' | 'done'; requested_at: Iso } | null
  as_of: Iso
}
/** PUT /api/contacts/{id} -> Contact */
export interface ContactRequest {
  name?: string
  remark?: string | null
  birthday?: Day | null
  city?: string | null
}
export type EventGroup = 'relation' | 'trade' | 'touch' | 'behaviour' | 'profile'
/** GET /api/contacts/{id}/timeline?group=&cursor=&limit= -> Page<TimelineEvent>, newest first */
export interface TimelineEvent {
  id: Id
  /** e.g. contact.added, contact.deleted, contact.tagged, coupon.issued, order.paid, touch.sent */
  kind: string
  group: EventGroup
  happened_at: Iso
  origin: 'platform' | 'console' | 'system' | 'import' | 'api' | 'customer'
  /** Names instead of ids where there is a name: staff, code, source, offer, order_no, *_fen, reason */
  props: Params
  actor: Ref | null
}
/** POST /api/contacts/{id}/tags {add, remove} -> Items<ContactTag> */
export interface TagRequest {
  add: Id[]
  remove: Id[]
}
/** POST /api/contacts/merges -> 201 Merge; DELETE /api/contacts/merges/{id} -> 204 */
export interface MergeRequest {
  into_id: Id
  from_id: Id
  evidence: string
}
/** POST /api/contacts/{id}/phone-readings {reason?} -> {phone}; written to the audit */
export interface PhoneReading {
  phone: string
}
/** POST /api/contacts/{id}/erasure {reason} -> 202 Erasure;  POST /api/contacts/{id}/export -> 202 Run */
export interface Erasure {
  id: Id
  contact_id: Id
  reason: string
  state: 'waiting_approval' | 'requested' | 'running' | 'done' | 'failed'
  requested_by: Ref | null
  requested_at: Iso
  done_at: Iso | null
  /** Where rows were erased: table -> rows. */
  places: Record<string, number>
}

// ---- channel codes: /api/codes ---------------------------------------------------------------
export interface Code {
  id: Id
  name: string
  channel: Ref
  source: Ref
  strategy: 'round_robin' | 'all'
  /** WeCom userids with the names of the staff behind them. */
  members: { member_id: string; name: string; active: boolean }[]
  backup_member_id: string | null
  working_hours: WorkingHours | null
  tags: Ref[]
  welcome_template: { text: string; offer_id: Id | null }
  cost_per_add_fen: number | null
  state: 'active' | 'failing' | 'retired'
  error: string | null
  adds: number
  reachable: number
  first_orders: number
  last_added_at: Iso | null
  created_at: Iso
}
export interface WorkingHours {
  /** 1 = Monday ... 7 = Sunday */
  days: number[]
  from: string
  to: string
}
/** POST /api/codes -> 201 Code; PUT /api/codes/{id} -> Code; DELETE retires it (the picture goes to the backup). */
export interface CodeRequest {
  name: string
  source_id: Id
  channel_id: Id
  member_ids: string[]
  backup_member_id?: string | null
  strategy: 'round_robin' | 'all'
  working_hours?: WorkingHours | null
  tag_ids: Id[]
  welcome_template: { text: string; offer_id?: Id | null }
  cost_per_add_fen?: number | null
}
/** GET /api/codes/{id}/results */
export interface CodeResults {
  as_of: Iso
  /** added, reachable, deleted_30d_bp, first_orders, revenue_fen, cost_fen, cac_fen */
  figures: Figure[]
  days: { day: Day; added: number; lost: number; orders: number }[]
  members: { member_id: string; name: string; added: number; lost: number; orders: number }[]
}

export * from './types.trade'
export * from './types.work'
