/**
 * The API's shapes, from its own description, with strings narrowed to the words they can be.
 * `Narrowed` names only fields the API has and only to what the API's type allows.
 */
import type { components } from './schema'

export type Schemas = components['schemas']
export type Narrowed<
  Base,
  Words extends Partial<Base> & { [Key in Exclude<keyof Words, keyof Base>]: never },
> = Omit<Base, keyof Words> & Words
