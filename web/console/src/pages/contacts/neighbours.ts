/** The rows of the list one came from, so that j and k walk through them. */
export const neighbours: { ids: string[] } = { ids: [] }

export function neighbour(id: string, step: 1 | -1): string | undefined {
  const at = neighbours.ids.indexOf(id)
  return at < 0 ? undefined : neighbours.ids[at + step]
}
