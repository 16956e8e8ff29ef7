/** What the console asks and is answered, continued: runs, imports, hand-over, settings. */
import type { Id, Params, Right, Role, Scope } from './types'
import type { Narrowed, Schemas } from './words'

// ---- runs and imports ------------------------------------------------------------------------
export type RunState =
  | 'waiting_approval' | 'queued' | 'running' | 'cancelling' | 'cancelled' | 'done' | 'failed'
/** `params` are filled into run.<kind>: file, count, from, to, ... */
export type Run = Narrowed<Schemas['Run'], { params: Params; state: RunState }>
export type ImportKind = 'contacts' | 'orders' | 'costs'
export type Upload = Narrowed<Schemas['Upload'], { kind: ImportKind }>
export type MappingRequest = Schemas['MappingRequest']
export type DryRun = Schemas['DryRun']

// ---- tasks, sends without an answer ----------------------------------------------------------
export type Task = Narrowed<Schemas['Task'], { params: Params }>
export type UnknownDelivery = Schemas['UnknownDelivery']
export type Settlement = Schemas['Settlement']

// ---- hand-over -------------------------------------------------------------------------------
export type HandoverRequest = Schemas['HandoverRequest']
export type Handover = Schemas['Handover']
/** Everyone who holds customers in WeCom; `unassigned`: of a leaver, not yet handed over. */
export type Member = Schemas['Member']

// ---- notifications, approvals ----------------------------------------------------------------
export type Notification = Narrowed<Schemas['Notification'], { params: Params }>
export type Notifications = Narrowed<Schemas['Notifications'], { items: Notification[] }>
export type Approval = Narrowed<Schemas['Approval'], {
  params: Params
  state: 'waiting' | 'approved' | 'returned'
}>
export type Decision = Narrowed<Schemas['Decision'], { approval_id: Id; decision: 'approve' | 'return' }>

// ---- channels --------------------------------------------------------------------------------
export type ChannelKind = Schemas['ChannelKind']
export type Channel = Narrowed<Schemas['Channel'], { state: 'untested' | 'ok' | 'failing' | 'disabled' }>
export type Channels = Narrowed<Schemas['Channels'], { items: Channel[] }>
export type ChannelRequest = Schemas['ChannelRequest']
export type ChannelTest = Schemas['ChannelTest']
export type ConsentPlace = Schemas['ConsentPlace']
export type ConsentGiven = Schemas['ConsentGiven']
export type ChannelSync = Narrowed<Schemas['ChannelSync'], { run: Run | null }>
export type ChannelSyncs = Narrowed<Schemas['ChannelSyncs'], { items: ChannelSync[] }>
export type ChannelLimit = Schemas['ChannelLimit']
export type ChannelLimits = Schemas['ChannelLimits']
export type AnswerCode = Schemas['AnswerCode']
export type ChannelMember = Schemas['ChannelMember']
export type Group = Schemas['Group']
export type GroupPerson = Schemas['GroupPerson']
export type Callback = Narrowed<Schemas['Callback'], { state: 'new' | 'done' | 'failed' | 'ignored' }>

export type ReplyOccasion = 'follow' | 'keyword' | 'default'
export type ReplyKind = 'text' | 'image' | 'news' | 'service'
export type ReplyRule = Narrowed<Schemas['ReplyRule'], { occasion: ReplyOccasion }>
export type ReplyRules = Narrowed<Schemas['ReplyRules'], { items: ReplyRule[] }>
export type ReplyRequest = Schemas['ReplyRequest']
export type ReplyTried = Narrowed<Schemas['TryAnswer'], { rule: ReplyRule | null }>

// ---- stores, departments, staff --------------------------------------------------------------
export type Store = Schemas['Store']
export type StoreRequest = Schemas['StoreRequest']
export type Department = Schemas['Department']
export type DepartmentRequest = Schemas['DepartmentRequest']
export type Staff = Narrowed<Schemas['Staff'], { role: Role; scope: Scope; state: 'active' | 'left' }>
export type StaffInvite = Narrowed<Schemas['StaffInvite'], { role: Role; scope: Scope }>
export type StaffInvited = Narrowed<Schemas['StaffInvited'], { staff: Staff }>
export type StaffRequest = Narrowed<Schemas['StaffRequest'], {
  role?: Role
  scope?: Scope
  state?: Staff['state']
}>

// ---- API keys, audit, restore ----------------------------------------------------------------
export type ApiKey = Narrowed<Schemas['ApiKey'], { rights: Right[] }>
export type Webhook = Schemas['Webhook']
export type Webhooks = Schemas['Webhooks']
export type WebhookRequest = Schemas['WebhookRequest']
export type WebhookCreated = Schemas['WebhookCreated']
export type WebhookSecret = Schemas['WebhookSecret']
export type WebhookDelivery = Schemas['WebhookDelivery']
export type ApiKeyCreated = Narrowed<Schemas['ApiKeyCreated'], { api_key: ApiKey }>
export type AuditRow = Narrowed<Schemas['AuditRow'], {
  actor: Narrowed<Schemas['AuditActor'], { kind: 'staff' | 'api_key' | 'system' }>
  detail: Params
}>
export type RestoreHold = Schemas['RestoreHold']
export type HeldTouch = Schemas['HeldTouch']
export type Released = Schemas['Released']
