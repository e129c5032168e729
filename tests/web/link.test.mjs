// The report of a linkage, and the picture of a pair's evidence, in a real browser.
import {after, before, test} from 'node:test'
import assert from 'node:assert/strict'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {axeFaults, launch, overflow, run} from './support.mjs'

const hostile = '<script>window.hit=1</script><img src=x onerror="window.hit=1">'
let folder, browser

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weft-link-'))
  run('synth', 'people', '--people', '800', '--seed', '5', '--out', folder)
  const rows = readFileSync(join(folder, 'council.csv'), 'utf8').trim().split('\n')
  // One record of somebody who means harm, twice, so that it stands in the grey zone or a table.
  const bad = `X1,"${hostile.replaceAll('"', '""')}",Anna,,2001-02-03,Female,"${hostile.replaceAll('"', '""')}",,,,TM1 1AA,,,,`
  writeFileSync(join(folder, 'council.csv'), [...rows, bad, bad.replace('X1', 'X2')].join('\n') + '\n')
  run('link', ...['council', 'health', 'police', 'schools', 'charity'].map(s => `${s}=${folder}/${s}.csv`),
    '--group', 'ethnicity', '--group', 'surname', '--report', `${folder}/report.html`,
    '--explain', 'council:X1', 'council:X2', '--svg', `${folder}/pair.svg`)
  browser = await launch()
})

after(async () => {
  await browser?.close()
  rmSync(folder, {recursive: true, force: true})
})

async function open(options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options})
  const page = await context.newPage()
  page.faults = []
  page.on('console', message => message.type() === 'error' && page.faults.push(message.text()))
  page.on('pageerror', error => page.faults.push(String(error)))
  page.on('request', request => request.url().startsWith('file:') || page.faults.push(request.url()))
  await page.goto(`file://${folder}/report.html`)
  return page
}

test('the page is styled under its own policy, fetches nothing and runs nothing', async () => {
  const page = await open()
  assert.deepEqual(page.faults, []) // a policy that does not know the style would be one
  assert.equal(await page.evaluate(() => window.hit), undefined)
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('h1')).borderTopWidth), '6px')
  assert.equal(await page.locator('script, img, link').count(), 0)
  assert.ok((await page.content()).includes('&lt;script&gt;'))
})

test('axe finds nothing, closed or open, on a desk or a telephone', async () => {
  for (const width of [1280, 390]) {
    const page = await open({viewport: {width, height: 900}, bypassCSP: true})
    assert.deepEqual(await axeFaults(page), [])
    await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true }))
    assert.deepEqual(await axeFaults(page), [])
  }
})

test('nothing sticks out at the width of a telephone, not even in the pictures', async () => {
  const page = await open({viewport: {width: 390, height: 900}})
  await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true }))
  const out = await overflow(page)
  assert.deepEqual(out.filter(line => !line.startsWith('TH')), []) // headings are for those who hear them there
  const cut = await page.evaluate(() => [...document.querySelectorAll('.wide, h1, h2, h3, .cap, figcaption, summary, td, tbody th')]
    .filter(element => element.scrollWidth > element.clientWidth).map(element => element.outerHTML.slice(0, 120)))
  assert.deepEqual(cut, []) // and no table scrolls sideways
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390)
})

test('every section says its finding first', async () => {
  const page = await open()
  const headings = await page.locator('h2').allTextContents()
  assert.deepEqual(headings, ['What was asked about', 'How good it is', 'Whom it fails', 'Where review helps most', 'Persons',
    'Households and families', 'What was read, and what it was worth', 'How it was done'])
  assert.match(await page.locator('.says').first().textContent(), /^[\d,]+ records of 5 sources are [\d,]+ persons\.$/)
  assert.equal(await page.locator('svg[role=img] > title').count(), await page.locator('svg').count())
})

test('the keyboard opens the evidence of a sample', async () => {
  const page = await open()
  const sample = page.locator('summary', {hasText: 'left apart'}).first()
  await sample.focus()
  await page.keyboard.press('Enter')
  assert.ok(await page.locator('details[open] svg').first().isVisible())
})

test('in print the evidence is open, and no table is cut at the edge of the sheet', async () => {
  const page = await open({viewport: {width: 680, height: 960}})
  await page.emulateMedia({media: 'print'})
  assert.ok(await page.locator('details svg').first().isVisible())
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 680)
})

test('the picture of a pair stands alone and runs nothing', async () => {
  const page = await (await browser.newContext({viewport: {width: 390, height: 900}})).newPage()
  const faults = []
  page.on('pageerror', error => faults.push(String(error)))
  await page.goto(`file://${folder}/pair.svg`)
  assert.deepEqual(faults, [])
  assert.equal(await page.evaluate(() => window.hit), undefined)
  const right = await page.evaluate(() => Math.max(...[...document.querySelectorAll('text')]
    .map(text => text.getBoundingClientRect().right)))
  assert.ok(right <= 391, `words end at ${right}`)
})
