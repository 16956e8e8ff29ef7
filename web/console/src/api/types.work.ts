/** What the console asks and is answered, continued: runs, imports, hand-over, settings. */
import type { Id, Items, Iso, Page, Params, Ref, Right, Role, Scope } from './types'

// ---- runs: /api/runs -------------------------------------------------------------------------
export type RunState =
  | 'waiting_approval' | 'queued' | 'running' | 'cancelling' | 'cancelled' | 'done' | 'failed'
/** GET /api/runs?state=&kind=&active=true&cursor= -> Page<Run>; GET /api/runs/{id} -> Run */
export interface Run {
  id: Id
  /** import.contacts, import.orders, import.costs, export.contacts, export.person, tag.bulk, handover, erasure, ... */
  kind: string
  /** Filled into run.<kind>: file, count, from, to, ... */
  params: Params
  state: RunState
  done: number
  /** Null while it is not known. */
  total: number | null
  failed: number
  eta_seconds: number | null
  error: string | null
  cancellable: boolean
  artefact: { name: string; size: number; kind: 'result' | 'errors' } | null
  created_by: Ref | null
  created_at: Iso
  started_at: Iso | null
  finished_at: Iso | null
}
// POST /api/runs/{id}/cancellation -> Run; GET /api/runs/{id}/artefact -> file (Content-Disposition)

// ---- imports: POST /api/imports (multipart: kind, file) ---------------------------------------
export type ImportKind = 'contacts' | 'orders' | 'costs'
export interface Upload {
  upload_id: Id
  kind: ImportKind
  file_name: string
  /** Data rows; null when counting would take long. */
  rows: number | null
  /** The file's columns with the guessed field, null = leave out. */
  columns: { name: string; samples: string[]; guess: string | null }[]
  /** What can be filled; names under import.field.<key>. */
  fields: { key: string; required: boolean }[]
  preview: string[][]
}
/** POST /api/imports/{upload_id}/dry-run -> DryRun; POST .../commit -> 202 Run */
export interface MappingRequest {
  /** field -> the file's column name */
  mapping: Record<string, string>
}
export interface DryRun {
  rows: number
  creates: number
  updates: number
  skips: number
  failed: number
  /** The first 20. `row` counts the file's lines from 1, the header is line 1. */
  errors: { row: number; column: string | null; value: string; message: string }[]
}

// ---- hand-over: GET /api/handovers -> Page<Handover>; POST -> 202 Run --------------------------
export interface HandoverRequest {
  from_member_id: string
  to_member_ids: string[]
}
export interface Handover {
  id: Id
  run_id: Id
  from: Member
  to: Member[]
  total: number
  moved: number
  waiting: number
  refused: number
  failed: number
  created_by: Ref | null
  created_at: Iso
}
/** GET /api/members?left=true|false -> Items<Member>: everyone who holds customers in WeCom */
export interface Member {
  member_id: string
  name: string
  channel: Ref | null
  store: Ref | null
  staff_id: Id | null
  state: 'active' | 'left'
  /** Customers whose friendship with this member stands. */
  contacts: number
  /** Of a leaver: not yet handed over. */
  unassigned: number
}

// ---- notifications, approvals ----------------------------------------------------------------
/** GET /api/notifications?unread=&cursor= ; POST /api/notifications/read {ids} or {all: true} -> 204 */
export interface Notifications extends Page<Notification> {
  unread: number
}
export interface Notification {
  id: Id
  /** Words under notification.<kind>: run.done, run.failed, approval.asked, approval.decided, channel.failing, welcome.late, ... */
  kind: string
  params: Params
  link: string | null
  at: Iso
  read_at: Iso | null
}
/** GET /api/approvals?state=waiting&cursor= -> Page<Approval>; POST /api/approvals (Decision) -> Approval */
export interface Approval {
  id: Id
  /** export.contacts | contact.erasure | order.refund | ... */
  kind: string
  params: Params
  state: 'waiting' | 'approved' | 'returned'
  asked_by: Ref
  asked_at: Iso
  decided_by: Ref | null
  decided_at: Iso | null
  note: string | null
  /** False for the person who asked. */
  decidable: boolean
}
export interface Decision {
  approval_id: Id
  decision: 'approve' | 'return'
  note?: string | null
}

// ---- channels: /api/channels -----------------------------------------------------------------
/** GET -> Channels; POST -> 201 Channel; PUT /{id} -> Channel (a secret left out stays) */
export interface Channels extends Items<Channel> {
  kinds: ChannelKind[]
}
export interface ChannelKind {
  kind: string
  /** Labels under channel.field.<key>, hints under channel.hint.<key>. */
  fields: { key: string; secret: boolean; required: boolean; multiline: boolean; default: string | null }[]
}
export interface Channel {
  id: Id
  kind: string
  name: string
  public_key: string
  base_url: string
  /** The full address to paste at the platform. */
  callback_url: string
  state: 'untested' | 'ok' | 'failing' | 'disabled'
  /** Settings that are not secret. */
  settings: Record<string, string>
  /** Secrets that are set (their values are never answered). */
  secrets_set: string[]
  last_test_at: Iso | null
  last_callback_at: Iso | null
}
export interface ChannelRequest {
  kind: string
  name: string
  base_url: string
  settings: Record<string, string>
  disabled?: boolean
}
/** POST /api/channels/{id}/test. `name` has words under channel.step.<name>. */
export interface ChannelTest {
  ok: boolean
  steps: { name: string; ok: boolean; detail: string; hint: string | null }[]
}
/** GET /api/channels/{id}/callbacks?state=&cursor= -> Page<Callback>; POST /api/callbacks/{id}/replay -> 202 Callback */
export interface Callback {
  id: Id
  event: string
  state: 'new' | 'done' | 'failed' | 'ignored'
  contact: Ref | null
  attempts: number
  error: string | null
  bytes: number
  received_at: Iso
  done_at: Iso | null
}

// ---- stores, departments, staff --------------------------------------------------------------
/** GET /api/stores -> Items<Store>; POST, PUT /{id} */
export interface Store extends Ref {
  department: Ref | null
  city: string | null
  address: string | null
  staff: number
  contacts: number
}
export interface StoreRequest {
  name: string
  department_id?: Id | null
  city?: string | null
  address?: string | null
}
/** GET /api/departments -> Items<Department>; POST {name, parent_id?} */
export interface Department extends Ref {
  parent_id: Id | null
  staff: number
}
export interface DepartmentRequest {
  name: string
  parent_id?: Id | null
}
/** GET /api/staff -> Items<Staff>; POST (StaffInvite) -> 201 StaffInvited; PUT /{id} (StaffRequest) */
export interface Staff {
  id: Id
  login: string
  name: string
  role: Role
  scope: Scope
  store: Ref | null
  department: Ref | null
  member_id: string | null
  state: 'active' | 'disabled' | 'left'
  contacts: number
  totp_enabled: boolean
  last_login_at: Iso | null
}
export interface StaffInvite {
  login: string
  name: string
  role: Role
  scope: Scope
  store_id?: Id | null
  department_id?: Id | null
  member_id?: string | null
}
export interface StaffInvited {
  staff: Staff
  /** Shown once; null when the login existed already in another workspace. */
  initial_password: string | null
}
export interface StaffRequest {
  name?: string
  role?: Role
  scope?: Scope
  store_id?: Id | null
  department_id?: Id | null
  member_id?: string | null
  state?: Staff['state']
}

// ---- API keys, audit, privacy, restore -------------------------------------------------------
/** GET /api/api-keys -> Items<ApiKey>; POST {name, rights} -> ApiKeyCreated; DELETE /{id} -> 204 */
export interface ApiKey extends Ref {
  prefix: string
  rights: Right[]
  created_by: Ref | null
  created_at: Iso
  last_used_at: Iso | null
}
export interface ApiKeyCreated {
  api_key: ApiKey
  /** Shown once. */
  secret: string
}
/** GET /api/audit?action=&actor_id=&from=&to=&cursor= -> Page<AuditRow>; times are real time */
export interface AuditRow {
  id: Id
  at: Iso
  actor: { kind: 'staff' | 'api_key' | 'system'; id: Id | null; name: string }
  /** contact.phone.read, contact.tag, staff.invite, ... ; words under audit.<action> */
  action: string
  object: { kind: string; id: Id | null; name: string | null }
  detail: Params
  ip: string | null
}
// GET /api/privacy/erasures?cursor= -> Page<Erasure>
/** GET /api/restore-hold?cursor= ; POST /api/restore-hold/release {touch_ids} -> Released */
export interface RestoreHold {
  held: boolean
  epoch: number
  backup_at: Iso | null
  restored_at: Iso | null
  payments: { queried: number; found_paid: number; still_open: number }
  touches: Page<HeldTouch>
}
export interface HeldTouch {
  id: Id
  contact: Ref
  kind: string
  summary: string
  due_at: Iso
  /** What the platform answered when asked, as far as it can. */
  finding: 'unknown' | 'was_sent' | 'was_not_sent'
}
export interface Released {
  sent: number
  dropped: number
}
