// Figures brought in by browser: refused whole, loaded in part, corrected, known again, undone.
import assert from 'node:assert/strict'
import {truncateSync, writeFileSync} from 'node:fs'
import {after, before, test} from 'node:test'
import {join} from 'node:path'
import {Site, faults, overflow} from './support.mjs'

let site
const heading = 'measure_short,period,la_number,area,value\n'
const good = 'HelpReturn,2024,501,Thistlemouth,23.5\nHelpReturn,2025,501,Thistlemouth,22.5\n'
const bad = 'HelpReturn,20x6,501,Thistlemouth,21\nHelpReturn,2026,501,Thistlemouth,many\n'
const file = (name, text) => ({name, mimeType: 'text/csv', buffer: Buffer.from(text)})

before(async () => {
  site = await Site.start('thistlemouth-2025-28.yaml', (weft, folder) => {
    weft('synth', 'figures', '--seed', '37', '--out', folder)
    weft('import', `${folder}/areas.csv`, '--as', 'lait-areas')
    weft('import', `${folder}/dictionary.csv`, '--as', 'lait-dictionary')
  })
})
after(() => site?.stop())

const clean = async page => assert.deepEqual(await faults(page), [])
async function upload(page, sent, {partial = false} = {}) {
  await page.goto('/load/new')
  await page.setInputFiles('[name=file]', sent)
  await page.selectOption('[name=mapping]', 'lait')
  if (partial) await page.check('[name=partial]')
  await page.click('text=Load it')
}

test('no file, and a file that cannot be read, are refused in words', async () => {
  const page = await site.signIn('analyst', {bypassCSP: true})
  await page.goto('/load/new')
  await clean(page)
  await page.click('text=Load it')
  assert.match(await page.innerText('.govuk-error-summary'), /Choose the file/)
  await upload(page, file('noise.csv', '\0\0not a table'))
  assert.match(await page.title(), /^Error: /)
  assert.match(await page.innerText('.govuk-error-summary'), /Not loaded/)
  await clean(page)
})

test('a file far too large is told so, and the browser comes to read it', async () => {
  const page = await site.signIn('analyst')
  const path = join(site.folder, 'large.csv')
  writeFileSync(path, heading)
  truncateSync(path, 350e6)
  await upload(page, path)
  assert.match(await page.innerText('main'), /larger than this page takes\. Nothing was changed/)
  await upload(page, file('noise.csv', 'x'))
  assert.match(await page.innerText('.govuk-error-summary'), /Not loaded/)
})

test('one row that cannot be taken refuses the file, and nothing changes', async () => {
  const page = await site.signIn('analyst', {bypassCSP: true})
  await upload(page, file('<figures> & more.csv', heading + good + bad))
  assert.match(await page.innerText('.weft-gap'), /Refused, and nothing changed/)
  assert.match(await page.innerText('.weft-gap'), /2 of 4 rows/)
  await clean(page)
  await page.goto('/indicator/back-to-early-help')
  assert.match(await page.innerText('main'), /no figure/i)
})

test('the others are loaded where that is asked, the refused corrected, and all of it undone', async () => {
  const page = await site.signIn('analyst', {bypassCSP: true})
  await upload(page, file('figures.csv', heading + good + bad), {partial: true})
  assert.match(await page.innerText('.weft-says'), /4 rows were read\. 2 are in and 2 were refused/)
  const first = page.url()
  await page.locator('details summary').first().click()
  assert.match(await page.innerText('main'), /20x6/)
  await clean(page)
  const refused = await (await page.request.get(new URL(first).pathname + '/refused.csv')).text()
  assert.match(refused, /^measure_short,period,la_number,area,value,line,reason\r\n/)
  assert.match(refused, /20x6/)

  await page.click('text=Correct the refused rows')
  await clean(page)
  await page.fill('[name=line-4-1]', 'still wrong')
  await page.click('text=Load what is put right')
  assert.match(await page.innerText('.govuk-error-summary'), /Line 4/)
  assert.equal(await page.inputValue('[name=line-4-1]'), 'still wrong')
  await clean(page)
  await page.fill('[name=line-4-1]', '2023')
  await page.fill('[name=line-5-4]', '21.5')
  await page.click('text=Load what is put right')
  assert.match(await page.innerText('.govuk-notification-banner'), /Loaded/)
  await page.goto('/indicator/back-to-early-help')
  assert.match(await page.innerText('.weft-says'), /21\.5%/)

  await page.goto('/load')
  await clean(page)
  await page.click('tbody a >> nth=0')
  await page.click('text=Undo this load')
  assert.match(await page.innerText('.govuk-notification-banner'), /Undone/)
  await page.goto('/indicator/back-to-early-help')
  assert.match(await page.innerText('.weft-says'), /22\.5%/)
})

test('a wrong row is left out by a tick, and a ragged one shows the cell that it has too many', async () => {
  const page = await site.signIn('analyst', {bypassCSP: true, viewport: {width: 390, height: 900}})
  await upload(page, file('ragged.csv', heading + 'HelpReturn,2016,501,Thistlemouth,20\nTotals follow\n' +
    'HelpReturn,2015,501,Thistlemouth,19,provisional\n'), {partial: true})
  const report = new URL(page.url()).pathname
  await page.click('text=Correct the refused rows')
  await clean(page)
  assert.equal(await page.inputValue('label:has-text("cell 6, beyond the heading") + input'), 'provisional')
  await page.click('text=Load what is put right')
  assert.match(await page.innerText('.govuk-error-summary'), /Put at least one right, or leave one out/)
  await page.check('[name=out-3]')
  await page.check('[name=as-4]')
  await page.click('text=Load what is put right')
  assert.match(await page.innerText('.govuk-error-summary'), /Line 4: The row has 6 columns/)
  assert.ok(await page.isChecked('[name=out-3]'))
  await clean(page)
  await page.fill('[name=line-4-5]', '')
  await page.click('text=Load what is put right')
  assert.match(await page.innerText('.weft-split'), /1\s+left out by hand/)
  await clean(page)
  await page.goto(report)
  assert.match(await page.innerText('.weft-split'), /1\s+left out by hand/)
  for (const summary of await page.locator('main summary').all()) await summary.click()
  assert.match(await page.innerText('main'), /19, provisional/)
  await clean(page)
})

test('where every row is refused, that is said, and not that all of it stands', async () => {
  const page = await site.signIn('analyst', {bypassCSP: true})
  await upload(page, file('none.csv', heading + bad), {partial: true})
  assert.match(await page.innerText('.weft-says'), /2 rows were read\. 2 were refused/)
  assert.match(await page.innerText('main'), /First on line 2/)
  await clean(page)
})

test('a long name of a file breaks on a phone, wherever it stands', async () => {
  const page = await site.signIn('analyst', {bypassCSP: true, viewport: {width: 390, height: 900}})
  const long = `${'figures_of_re-referrals_2012_to_2025_final_v2'.repeat(3)}.csv`
  await upload(page, file(long, heading + 'HelpReturn,2017,501,Thistlemouth,30\n' + bad), {partial: true})
  const report = new URL(page.url()).pathname
  for (const path of [report, `${report}/correct`, '/load', '/indicator/back-to-early-help']) {
    await page.goto(path)
    for (const summary of await page.locator('main summary').all()) await summary.click()
    assert.match(await page.innerText('main'), /final_v2figures/, path)
    assert.deepEqual(await overflow(page), [], path)
  }
})

test('the same bytes again write nothing and name the earlier load', async () => {
  const page = await site.signIn('analyst', {bypassCSP: true})
  const sent = file('again.csv', heading + 'HelpReturn,2020,501,Thistlemouth,30\n')
  await upload(page, sent)
  assert.match(await page.innerText('.govuk-notification-banner'), /Loaded/)
  await upload(page, sent)
  assert.match(await page.innerText('h1'), /Nothing was written/)
  assert.equal(await page.locator('main a[href^="/load/"]').count(), 1)
})

test('a load that a later one revised cannot be undone, and says by which', async () => {
  const page = await site.signIn('analyst', {bypassCSP: true})
  await upload(page, file('one.csv', heading + 'HelpReturn,2019,501,Thistlemouth,30\n'))
  const first = new URL(page.url()).pathname
  await upload(page, file('two.csv', heading + 'HelpReturn,2019,501,Thistlemouth,31\n'))
  await page.goto(first)
  await page.click('text=Undo this load')
  assert.match(await page.innerText('main'), /revised/)
  await clean(page)
})

test('who may not bring figures in sees counts, and neither rows nor forms', async () => {
  const analyst = await site.signIn('analyst')
  await upload(analyst, file('part.csv', heading + 'HelpReturn,2018,501,Thistlemouth,30\n' + bad), {partial: true})
  const page = await site.tab({bypassCSP: true})
  await page.goto(new URL(analyst.url()).pathname)
  assert.match(await page.innerText('main'), /2 were refused/)
  assert.match(await page.innerText('main'), /shown to those who bring figures in/)
  assert.doesNotMatch(await page.innerText('main'), /20x6/)
  await page.goto('/load/1') // refused nothing, so there is nothing to say of it
  assert.doesNotMatch(await page.innerText('main'), /shown to those who bring figures in/)
  assert.equal((await page.goto('/load/new')).status(), 401)
  const officer = await site.signIn('officer')
  assert.equal((await officer.goto('/load/new')).status(), 403)
  assert.equal((await officer.goto('/load/1/refused.csv')).status(), 403)
})

test('an indicator’s charts, tables and files are there once its figures are', async () => {
  const page = await site.signIn('analyst', {bypassCSP: true})
  site.weft('import', `${site.folder}/neighbours-2025.csv`, '--as', 'lait-neighbours', '--edition', '2025')
  site.weft('import', `${site.folder}/figures-2026.csv`, '--as', 'lait', '--partial')
  await page.goto('/indicator/back-to-early-help')
  for (const id of ['series', 'neighbours', 'authorities'])
    assert.equal(await page.locator(`[aria-labelledby^="${id}-t"]`).count(), 1, id)
  await clean(page)
  for (const summary of await page.locator('details.weft-data summary').all()) await summary.click()
  await clean(page)
  await page.setViewportSize({width: 390, height: 900})
  await clean(page)
  for (const table of ['figures', 'neighbours', 'authorities']) {
    const response = await page.request.get(`/indicator/back-to-early-help/${table}.csv`)
    assert.match(await response.text(), /^measure,area,area_name,period/)
  }
})
