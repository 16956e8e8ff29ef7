/** What the console asks and is answered, continued: articles, menus, templates. */
import type { Page } from './types'
import type { Narrowed, Schemas } from './words'

export type ArticleState = 'draft' | 'pushing' | 'pushed' | 'submitting' | 'publishing' | 'published' | 'refused' | 'withdrawn'
export type Article = Narrowed<Schemas['Article'], { state: ArticleState }>
export type Articles = Page<Article>
export type ArticleCode = Schemas['ArticleCode']
export type ArticleWhole = Narrowed<Schemas['ArticleWhole'], { article: Article }>
export type ArticleRequest = Schemas['ArticleRequest']
export type ArticlePicture = Schemas['ArticlePicture']
export type MenuButton = Required<Schemas['MenuButton']>
export type MenuRule = Required<Schemas['MenuRule']>
export type AccountMenu = Schemas['AccountMenu']
export type MessageTemplate = Schemas['MessageTemplate']
export type MessageTemplates = Schemas['MessageTemplates']
