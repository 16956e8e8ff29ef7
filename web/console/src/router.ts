/** Addresses of the console; every page is a chunk of its own. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { api, ApiError } from './api/client'
import type { Me, SetupState } from './api/types'
import { t, wordsOfPages } from './i18n'
import { enter, session } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** False for the pages before sign-in: no menu, no session needed. */
    shell?: boolean
    /** Key under menu.* or settings.* for the browser's title. */
    title?: string
  }
}

const settings: RouteRecordRaw[] = [
  { path: 'channels', component: () => import('./pages/settings/ChannelsPage.vue') },
  { path: 'stores', component: () => import('./pages/settings/StoresPage.vue') },
  { path: 'staff', component: () => import('./pages/settings/StaffPage.vue') },
  { path: 'keys', component: () => import('./pages/settings/KeysPage.vue') },
  { path: 'webhooks', component: () => import('./pages/settings/WebhooksPage.vue') },
  { path: 'audit', component: () => import('./pages/settings/AuditPage.vue') },
  { path: 'privacy', component: () => import('./pages/settings/PrivacyPage.vue') },
  { path: 'workspace', component: () => import('./pages/settings/WorkspacePage.vue') },
  { path: 'restore', component: () => import('./pages/settings/RestorePage.vue') },
  { path: 'account', component: () => import('./pages/settings/AccountPage.vue') },
].map((one) => ({ ...one, name: `settings.${one.path}`, meta: { title: `settings.${one.path}.title` } }))
settings.push({ path: 'channels/:id', name: 'channel', meta: { title: 'channel.title' }, component: () => import('./pages/settings/channel/ChannelPage.vue') })

const RELOADED = 'pond.reloaded'
export const router = createRouter({
  history: createWebHistory('/console/'),
  scrollBehavior: (to, from, kept) => kept ?? (to.path === from.path ? undefined : { top: 0 }),
  routes: [
    { path: '/login', name: 'login', meta: { shell: false, title: 'login.title' }, component: () => import('./pages/LoginPage.vue') },
    { path: '/setup', name: 'setup', meta: { shell: false, title: 'setup.title' }, component: () => import('./pages/SetupPage.vue') },
    { path: '/', name: 'today', meta: { title: 'menu.today' }, component: () => import('./pages/today/TodayPage.vue') },
    { path: '/contacts', name: 'contacts', meta: { title: 'menu.contacts' }, component: () => import('./pages/contacts/ContactsPage.vue') },
    { path: '/contacts/:id', name: 'contact', meta: { title: 'contact.title' }, component: () => import('./pages/contact/ContactPage.vue') },
    { path: '/codes', name: 'codes', meta: { title: 'menu.codes' }, component: () => import('./pages/codes/CodesPage.vue') },
    { path: '/codes/:id', name: 'code', meta: { title: 'code.title' }, component: () => import('./pages/codes/CodePage.vue') },
    { path: '/links', name: 'links', meta: { title: 'menu.links' }, component: () => import('./pages/links/LinksPage.vue') },
    { path: '/sources', name: 'sources', meta: { title: 'menu.sources' }, component: () => import('./pages/sources/SourcesPage.vue') },
    { path: '/replies', name: 'replies', meta: { title: 'menu.replies' }, component: () => import('./pages/replies/RepliesPage.vue') },
    { path: '/articles', name: 'articles', meta: { title: 'menu.articles' }, component: () => import('./pages/account/ArticlesPage.vue') },
    { path: '/articles/:id', name: 'article', meta: { title: 'menu.articles' }, component: () => import('./pages/account/ArticlePage.vue') },
    { path: '/menus', name: 'menus', meta: { title: 'menu.menus' }, component: () => import('./pages/account/MenusPage.vue') },
    { path: '/templates', name: 'templates', meta: { title: 'menu.templates' }, component: () => import('./pages/account/TemplatesPage.vue') },
    { path: '/orders', name: 'orders', meta: { title: 'menu.orders' }, component: () => import('./pages/orders/OrdersPage.vue') },
    { path: '/orders/:id', name: 'order', meta: { title: 'order.title' }, component: () => import('./pages/orders/OrderPage.vue') },
    { path: '/offers', name: 'offers', meta: { title: 'menu.offers' }, component: () => import('./pages/offers/OffersPage.vue') },
    { path: '/imports', name: 'imports', meta: { title: 'menu.imports' }, component: () => import('./pages/imports/ImportsPage.vue') },
    { path: '/handovers', name: 'handovers', meta: { title: 'menu.handovers' }, component: () => import('./pages/handovers/HandoversPage.vue') },
    { path: '/groups', name: 'groups', meta: { title: 'menu.groups' }, component: () => import('./pages/groups/GroupsPage.vue') },
    { path: '/tasks', name: 'tasks', meta: { title: 'menu.tasks' }, component: () => import('./pages/tasks/TasksPage.vue') },
    { path: '/runs', name: 'runs', meta: { title: 'menu.runs' }, component: () => import('./pages/runs/RunsPage.vue') },
    { path: '/approvals', name: 'approvals', meta: { title: 'menu.approvals' }, component: () => import('./pages/approvals/ApprovalsPage.vue') },
    { path: '/settings', name: 'settings', redirect: '/settings/channels', component: () => import('./pages/settings/SettingsPage.vue'), children: settings },
    { path: '/:rest(.*)*', name: 'missing', meta: { title: 'error.missing' }, component: () => import('./pages/MissingPage.vue') },
  ],
})

/** Pages that do with the words which come with the console itself. */
const LIGHT = new Set(['login', 'setup', 'today', 'missing'])

router.beforeEach(async (to) => {
  if (!LIGHT.has(String(to.name))) await wordsOfPages()
  if (to.meta.shell === false || session.me) return true
  try {
    enter(await api.get<Me>('/api/me'))
    return true
  } catch (cause) {
    if (!(cause instanceof ApiError)) return true
    return await entrance(to.fullPath)
  }
})

// After an upgrade a page that stayed open asks for files that are gone: load it anew, but not for ever.
router.onError((cause, to) => {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0)
  if (!/dynamically imported|module script|preload/i.test(String(cause)) || Date.now() - last < 60_000) return
  sessionStorage.setItem(RELOADED, String(Date.now()))
  location.assign(router.resolve(to).href)
})

router.afterEach((to) => {
  const brand = session.me ? ` · ${session.me.workspace.name}` : ''
  document.title = `${to.meta.title ? t(to.meta.title) : ''}${brand} · ${t('app.name')}`
})

async function entrance(to: string) {
  const { needed } = await api.get<SetupState>('/api/setup')
  return needed ? { name: 'setup' } : { name: 'login', query: to === '/' ? {} : { to } }
}
