/**
 * What the console asks and what it is answered. The shapes are generated from the API's own
 * description (schema.d.ts, `npm run api`); here they get the names the pages use, and strings
 * that are one of a few words are narrowed to them.
 *
 * Conventions: ids are strings; money is integer fen (`*_fen`); rates are basis points (`*_bp`,
 * 10000 = 100 %); moments are ISO-8601 UTC with Z (`Iso`), local days `YYYY-MM-DD` in the
 * workspace's time zone (`Day`). The API speaks no language: sentences, to-dos, figures, events
 * and runs come as a key with parameters; `src/locales` holds the words.
 */
import type { OrderRow } from './types.trade'
import type { Narrowed, Schemas } from './words'

export type Id = string
export type Iso = string
export type Day = string
export type Params = Record<string, string | number | boolean | null>

/** A keyset page; `count` is exact up to 10,000, then an estimate (`count_exact` false). */
export type Page<T> = Omit<Schemas['Notifications'], 'items' | 'unread'> & { items: T[] }
/** Short lists that are answered whole (stores, tags, sources, ...). */
export interface Items<T> {
  items: T[]
}
export type Ref = Schemas['Ref']
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
  | 'tags.write' | 'codes.read' | 'codes.write' | 'channels.read' | 'channels.write'
  | 'sources.write' | 'orders.read' | 'orders.refund' | 'offers.write' | 'products.write'
  | 'insight.read' | 'runs.read' | 'imports.write' | 'handover.write' | 'approvals.decide'
  | 'staff.read' | 'staff.write' | 'keys.write' | 'audit.read' | 'settings.write'
  | 'restore.release'

export type SetupState = Schemas['SetupState']
export type SetupRequest = Schemas['SetupRequest']
export type SetupAnswer = Narrowed<Schemas['SetupAnswer'], { me: Me }>
export type SessionRequest = Schemas['SessionRequest']
/** 401 with type /problems/totp_required asks for `totp` and the same again. */
export type SessionAnswer = Narrowed<Schemas['SessionAnswer'], { me: Me }>
export type LoginOffer = Schemas['LoginOffer']
export type Notice = Schemas['Notice']
export type Workspace = Schemas['Workspace']
export type Me = Narrowed<Schemas['Me'], {
  account: Narrowed<Schemas['AccountSeen'], { language: 'zh' | 'en' }>
  staff: Narrowed<Schemas['StaffSeen'], { scope: Scope }>
  role: Role
  rights: Right[]
  clock: Narrowed<Schemas['ClockSeen'], { mode: 'system' | 'steered' }>
}>
export type MeRequest = Schemas['MeRequest']
export type PasswordRequest = Schemas['PasswordRequest']
export type TotpAnswer = Schemas['TotpAnswer']
export type WorkspaceRequest = Schemas['WorkspaceRequest']

// ---- today -----------------------------------------------------------------------------------
export type Unit = 'count' | 'fen' | 'bp' | 'days'
/**
 * A number that can say how it was made: `explain` is a key under `explain.*` in the locales,
 * `params` fill that text (windows, sample sizes, excluded rows). `value` null = cannot be told
 * yet; then `params.reason` is one of no_data | not_matured | too_few. Some have `previous`, the
 * same one period earlier.
 */
export type Figure = Narrowed<Schemas['Figure'], { unit: Unit; params: Params }>
export type Sentence = Narrowed<Schemas['Sentence'], { params: Params }>
/** `link` is a console path with its filters, e.g. /orders?state=refund_requested */
export type Todo = Narrowed<Schemas['Todo'], { params: Params; level: 'urgent' | 'normal' | 'info' }>
export type OnboardingStep = Narrowed<NonNullable<Schemas['Today']['onboarding']>[number], {
  key: 'channel' | 'callback' | 'contacts' | 'code' | 'offer' | 'cost'
}>
export type DayPoint = Schemas['DayPoint']
export type SourcePoint = Schemas['SourcePoint']
export type Today = Narrowed<Schemas['Today'], {
  sentences: Sentence[]
  figures: Figure[]
  reachable: Narrowed<Schemas['Reachable'], { figure: Figure }>
  payback: Narrowed<Schemas['Payback'], { params: Params }>
  carriers: Narrowed<Schemas['Carriers'], { params: Params }>
  lifecycle: Narrowed<Schemas['Stage'], { key: Lifecycle }>[]
  todos: Todo[]
  onboarding: OnboardingStep[] | null
}>

// ---- tags, saved views -----------------------------------------------------------------------
export type Tag = Schemas['Tag']
/** `query` is the query string of the page's address. */
export type SavedView = Schemas['View']

// ---- customers -------------------------------------------------------------------------------
export type Lifecycle = Schemas['ContactRow']['lifecycle']
export type ContactFilter = Schemas['ContactFilter']
export type ContactRow = Schemas['ContactRow']
/** Either ids or filter -> TagChange, or 202 Run above 500 rows. */
export type BulkTagRequest = Schemas['BulkTagRequest']
export type TagChange = Schemas['TagChange']
export type ExportRequest = Schemas['ExportRequest']

// ---- customer 360 ----------------------------------------------------------------------------
export type Identity = Schemas['Identity']
export type Merge = Schemas['Merge']
export type ContactTag = Schemas['ContactTag']
export type Follower = Schemas['Follower']
export type Consent = Narrowed<Schemas['Consent'], {
  purpose: 'service' | 'marketing' | 'phone' | 'account'
  state: 'given' | 'withdrawn' | 'none'
}>
export type ContactCoupon = Schemas['ContactCoupon']
export type AccountFollowed = Schemas['AccountFollowed']
export type PromptLeft = Schemas['PromptLeft']
/** Predicted margin of the next 180 days with its 80 % interval. */
export type Ltv = Narrowed<Schemas['Ltv'], {
  state: 'ready' | 'too_early' | 'no_orders' | 'no_model'
  params: Params
}>
export type Contact = Narrowed<Schemas['Contact'], {
  lifecycle: Lifecycle
  unreachable_reason: 'deleted' | 'blocked' | 'unfollowed' | 'left' | null
  figures: Figure[]
  ltv: Ltv
  consents: Consent[]
  /** The latest five; the rest is /api/orders?contact_id= */
  orders: OrderRow[]
}>
export type ContactRequest = Schemas['ContactRequest']
export type EventGroup = 'relation' | 'trade' | 'touch' | 'behaviour' | 'profile'
/** `props` carry names instead of ids where there is a name: staff, code, source, offer, ... */
export type TimelineEvent = Narrowed<Schemas['TimelineEvent'], { group: EventGroup; props: Params }>
export type TagRequest = Schemas['TagRequest']
export type MergeRequest = Schemas['MergeRequest']
export type PhoneReading = Schemas['PhoneReading']
export type Erasure = Schemas['Erasure']

// ---- channel codes ---------------------------------------------------------------------------
export type Code = Narrowed<Schemas['Code'], {
  strategy: 'round_robin' | 'all'
  state: 'active' | 'failing' | 'retired'
}>
export type WorkingHours = Schemas['WorkingHours']
export type CodeRequest = Schemas['CodeRequest']
export type LinkStanding = Schemas['LinkStanding']
export type LinkQuota = Schemas['LinkQuota']
export type CodeResults = Narrowed<Schemas['CodeResults'], { figures: Figure[] }>

export * from './types.trade'
export * from './types.work'
