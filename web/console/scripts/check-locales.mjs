// Fails when a key used in the source, or present in one language, is missing in the other.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('../src/', import.meta.url).pathname
const read = (file) => JSON.parse(readFileSync(join(root, `locales/${file}.json`), 'utf8'))
/** A group of words is in the file of the first page or in that of the others, never in both. */
function load(lang) {
  const [first, others] = [read(lang), read(`${lang}.pages`)]
  const twice = Object.keys(first).filter((key) => key in others)
  if (twice.length) throw new Error(`in both files of ${lang}: ${twice.join(', ')}`)
  return flatten({ ...first, ...others })
}
const zh = load('zh')
const en = load('en')
const used = usedKeys()
const problems = [
  ...[...zh.keys()].filter((key) => !en.has(key)).map((key) => `missing in en.json: ${key}`),
  ...[...en.keys()].filter((key) => !zh.has(key)).map((key) => `missing in zh.json: ${key}`),
  ...used.filter((key) => !zh.has(key)).map((key) => `used but missing: ${key}`),
  ...[...zh].filter(([key, text]) => en.has(key) && slots(text) !== slots(en.get(key)))
    .map(([key]) => `different {parameters} in zh and en: ${key}`),
]
problems.forEach((line) => console.error(line))
console.log(`locales: ${zh.size} keys, ${used.length} used by name, ${problems.length} problems`)
process.exit(problems.length ? 1 : 0)

function flatten(tree, prefix = '', out = new Map()) {
  for (const [key, value] of Object.entries(tree)) {
    const path = prefix ? `${prefix}.${key}` : key
    if (typeof value === 'string') out.set(path, value)
    else flatten(value, path, out)
  }
  return out
}

function slots(text) {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]))].sort().join()
}

function usedKeys() {
  const keys = new Set()
  for (const file of readdirSync(root, { recursive: true })) {
    if (!/\.(vue|ts)$/.test(file)) continue
    const text = readFileSync(join(root, file), 'utf8')
    // t('a.b'), $t('a.b'), and the values of label:/title:/text: keys written as 'a.b' after k(
    for (const found of text.matchAll(/(?:\bt|\$t|\bk)\(\s*'([\w.]+)'/g)) keys.add(found[1])
  }
  return [...keys].sort()
}
