// Nottingham's plan with the files that publishers gave out, in a real browser. The figures were
// read off those files by hand; skipped where they are not here.
import assert from 'node:assert/strict'
import {after, before, test} from 'node:test'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {Site, assertSound, sharedData} from './support.mjs'

const figures = sharedData && join(sharedData, 'indicators')
const skip = !figures || !existsSync(join(figures, 'lait_all_las.csv.gz')) ? 'the shared data is not here' : false
let site

before(async () => {
  if (skip)
    return
  site = await Site.start('nottingham-2010-14.yaml', weft => {
    const bring = (name, ...options) => weft('import', join(figures, name), '--as', ...options)
    bring('la_code_list.csv', 'lait-areas')
    bring('lait_data_dictionary.csv', 'lait-dictionary')
    bring('sn_may_2025_long.csv', 'lait-neighbours', '--edition', '2025')
    bring('lait_all_las.csv.gz', 'lait')
  })
})
after(() => site?.stop())

const says = async (page, path) => {
  await page.goto(path)
  return page.innerText('.weft-says')
}

test('an indicator opens with its newest figure and England’s', {skip}, async () => {
  const page = await site.tab()
  for (const [code, figure, england] of [
    ['under-18-conceptions', '19.2 per 1,000 in 2022', '13.9'],
    ['excess-weight-year-6', '40.1% in 2024–25', '36.2%'],
    ['persistent-absence', '20.6% in 2024–25', '18.1%'],
    ['attainment-8', '43.0 in 2024–25', '46.0'],
    ['infant-deaths', '5.0 per 1,000 births in 2023', '3.9']]) {
    const headline = await says(page, `/indicator/${code}`)
    assert.ok(headline.includes(figure), headline)
    assert.ok(headline.includes(`England: ${england}.`), headline)
  }
})

test('England is left off where its figure cannot be of the same unit', {skip}, async () => {
  const page = await site.tab()
  for (const code of ['modifiable-child-deaths', 'new-to-youth-justice']) {
    assert.doesNotMatch(await says(page, `/indicator/${code}`), /England/)
    assert.equal(await page.locator('.weft-svg [class*=england]').count(), 0, code)
  }
})

test('every source that a measure names is attributed', {skip}, async () => {
  const page = await site.tab()
  await page.goto('/data')
  const text = await page.innerText('main')
  for (const source of ['DfE: 412 measures', 'Ofsted: two measures', 'CAFCASS: one measure'])
    assert.ok(text.includes(source), text)
})

test('the scorecard counts words and not opinions', {skip}, async () => {
  const page = await site.tab()
  assert.match(await says(page, '/'), /^Of 24 indicators, six are improving and three are getting worse\./)
})

for (const path of ['/', '/indicator', '/indicator/re-referrals', '/indicator/substance-use-prevalence',
  '/priority/stronger-safeguarding', '/strategic_objective/achievement', '/records/area', '/measure/ReReferral'])
  test(`${path} is accessible and fits with real figures`, {skip}, async () => {
    const page = await site.tab({bypassCSP: true})
    assert.equal((await page.goto(path)).status(), 200)
    await assertSound(page)
    await page.context().close()
  })
