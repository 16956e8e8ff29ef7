// Fails when the console asks for an address or method that the API's description does not have.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const here = new URL('..', import.meta.url).pathname
const { paths } = JSON.parse(readFileSync(join(here, 'openapi.json'), 'utf8'))
const known = new Set(Object.entries(paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method} ${path.replace(/\{[^}]+\}/g, '{}')}`)))
const CALL = /\bapi\.(get|post|put|delete|url)(?:<(?:[^<>()]|<[^<>()]*>)*>)?\(\s*[`']([^`']+)[`']/g
const LISTED = /\bpath: '(\/api\/[^']+)'/g
const asked = []
for (const file of readdirSync(join(here, 'src'), { recursive: true })) {
  if (!/\.(vue|ts)$/.test(file) || file.endsWith('.d.ts')) continue
  const text = readFileSync(join(here, 'src', file), 'utf8')
  for (const [, method, path] of text.matchAll(CALL)) asked.push([file, method === 'url' ? 'get' : method, path])
  for (const [, path] of text.matchAll(LISTED)) asked.push([file, 'get', path])
}
const wrong = asked
  .map(([file, method, path]) => [file, `${method} ${path.replace(/\$\{[^}]+\}/g, '{}')}`])
  .filter(([, wanted]) => !known.has(wanted) && wanted !== 'get /api/{}')
wrong.forEach(([file, wanted]) => console.error(`${file}: the API has no ${wanted}`))
console.log(`paths: ${asked.length} asked for, ${wrong.length} unknown`)
process.exit(wrong.length || !asked.length ? 1 : 0)
