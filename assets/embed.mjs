// Writes one C file that holds everything a browser fetches besides pages: one stylesheet (the
// parts of GOV.UK Frontend that the pages use, without its typeface, and weft.css), one script,
// six fonts and the mark. Each is named by the digest of its bytes, so it may be kept for ever.
//
//     node embed.mjs PROJECT OUTPUT.c
import {createHash} from 'node:crypto'
import {readFileSync, writeFileSync} from 'node:fs'
import {constants, gzipSync} from 'node:zlib'

const [project, output] = process.argv.slice(2)
const read = path => readFileSync(`${project}/${path}`)
const govuk = 'node_modules/govuk-frontend/dist/govuk'

// What the pages use of GOV.UK Frontend; a rule for anything else stays behind.
const blocks = `body body-s body-m button button-group checkboxes clearfix date-input details error-message
  error-summary fieldset file-upload form-group frontend-supported heading-s heading-m heading-l heading-xl
  hint input inset-text label link list notification-banner radios select skip-link table task-list template
  textarea visually-hidden visually-hidden-focusable warning-text`.split(/\s+/)
// Headings, bodies and labels come in sizes: govuk-body-s is its own block, govuk-label--s is not.
const kept = new Set(blocks.map(name => `govuk-${name}`))
const used = selector => !/\.govuk-(\\!-|table__)/.test(selector) &&
  [...selector.matchAll(/\.(govuk-[a-z]+(?:-[a-z]+)*)/g)].every(match => kept.has(match[1]))

// Split CSS into [head, body] at its top level; a statement such as @charset has no body.
function* rules(css) {
  for (let at = 0; at < css.length;) {
    const open = css.indexOf('{', at), stop = css.indexOf(';', at)
    if (stop >= 0 && (open < 0 || stop < open)) {
      at = stop + 1
      continue
    }
    if (open < 0) return
    let end = open + 1
    for (let depth = 1; depth > 0; end++) depth += css[end] === '{' ? 1 : css[end] === '}' ? -1 : 0
    yield [css.slice(at, open).trim(), css.slice(open + 1, end - 1)]
    at = end
  }
}

function strip(css) {
  let out = ''
  for (const [head, body] of rules(css)) {
    if (head.startsWith('@font-face')) continue
    if (/^@(media|supports)/.test(head)) {
      const inside = strip(body)
      if (inside) out += `${head}{${inside}}`
      continue
    }
    const selectors = head.startsWith('@') ? [head] : head.split(',').filter(used)
    if (selectors.length) out += `${selectors.join(',')}{${body}}`
  }
  return out
}

const withoutComments = text => text.replace(/\/\*[\s\S]*?\*\//g, '')
const withoutIndent = text => text.split('\n').map(line => line.trim())
  .filter(line => line && !line.startsWith('//')).join('\n')

const fonts = new Map([
  ...['latin', 'latin-ext'].map(set => [`source-sans-3-${set}-wght-normal.woff2`, '@fontsource-variable/source-sans-3']),
  ...['latin', 'latin-ext'].flatMap(set => [400, 600].map(weight =>
    [`source-serif-4-${set}-${weight}-normal.woff2`, '@fontsource/source-serif-4']))])

const assets = []
function add(name, type, bytes) {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  const [stem, extension] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.'))]
  const path = `/assets/${stem}.${hash}${extension}`
  const packed = type.startsWith('font/') ? Buffer.alloc(0)
    : gzipSync(bytes, {level: constants.Z_BEST_COMPRESSION})
  assets.push({name, path, type, bytes, packed})
  return path
}

let own = withoutComments(read('assets/weft.css').toString())
for (const [name, folder] of fonts)
  own = own.replaceAll(`fonts/${name}`, add(name, 'font/woff2', read(`node_modules/${folder}/files/${name}`)))
const shared = strip(withoutComments(read(`${govuk}/govuk-frontend.min.css`).toString()))
  .replaceAll(/"?GDS Transport"?,arial,sans-serif/g, 'var(--weft-sans)')
if (/GDS|crown|crest/i.test(shared)) throw new Error('GOV.UK Frontend: its typeface or crown is left in')
add('weft.css', 'text/css; charset=utf-8', Buffer.from(shared + withoutIndent(own).replaceAll('\n', '')))

const modules = ['common/index', 'errors/index', 'component', 'common/configuration',
  'components/error-summary/error-summary', 'components/button/button']
const library = modules.map(name => read(`${govuk}/${name}.mjs`).toString()
  .replace(/^(import|export) .*$/gm, ''))
const script = library.join('\n') + read('assets/weft.js')
add('weft.js', 'text/javascript; charset=utf-8', Buffer.from(withoutIndent(withoutComments(script))))
add('mark.svg', 'image/svg+xml', read('assets/mark.svg'))

const array = (name, bytes) => {
  const lines = []
  for (let at = 0; at < bytes.length; at += 32) lines.push([...bytes.subarray(at, at + 32)].join(','))
  return `static const unsigned char ${name}[] = {\n${lines.join(',\n') || '0'}};\n`
}
let c = '/* Made by assets/embed.mjs; not to be edited. */\n#include "web/asset.h"\n\n'
assets.forEach((asset, i) => { c += array(`plain_${i}`, asset.bytes) + array(`packed_${i}`, asset.packed) })
c += 'const struct asset assets[] = {\n'
assets.forEach((asset, i) => {
  c += `    {"${asset.name}", "${asset.path}", "${asset.type}", {(const char *)plain_${i}, ${asset.bytes.length}},`
    + ` {(const char *)packed_${i}, ${asset.packed.length}}},\n`
})
c += `};\nconst size_t asset_count = ${assets.length};\n`
writeFileSync(output, c)
