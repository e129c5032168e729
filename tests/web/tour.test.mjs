// What the officer's tour says stands on a page stands there; those of the analyst and the developer
// are tried by tests/tours.py.
import assert from 'node:assert/strict'
import {after, before, test} from 'node:test'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {Site} from './support.mjs'

const tour = readFileSync(new URL('../../docs/tour-officer.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ')
let site

before(async () => {
  site = await Site.start('thistlemouth-2025-28.yaml', (weft, folder) => {
    const figures = join(folder, 'figures')
    weft('synth', 'figures', '--seed', '37', '--out', figures)
    for (const [file, mapping] of [['areas', 'lait-areas'], ['dictionary', 'lait-dictionary'],
      ['neighbours-2025', 'lait-neighbours'], ['figures-2026', 'lait']])
      weft('import', join(figures, `${file}.csv`), '--as', mapping)
  })
})
after(() => site?.stop())

for (const [path, ...phrases] of [
  ['/owe', 'What I owe', 'You answer for its priority; Head of Early Help leads it'],
  ['/priority/help-before-harm', 'Of three commitments, two are late and one is done.', 'how it is chosen',
    'Of four indicators, one is improving and one is getting worse. For two there is no clear change.',
    'Referrals to social care that come back within 12 months', 'The record, its history, and changing it'],
  ['/indicator/referrals-back', 'Is it signal or noise?', 'Will the target be reached?',
    'How does Thistlemouth compare?', 'Figures for this chart', 'Download CSV', 'As it was on'],
  ['/accountability', 'Who answers', 'Boards and groups'],
  ['/plan', 'The plan as one document']])
  test(`the tour is true of ${path}`, async () => {
    const page = await site.signIn('officer')
    await page.goto(path)
    const text = (await page.innerText('body')).replaceAll(/\s+/g, ' ')
    for (const phrase of phrases) {
      assert.ok(tour.includes(phrase), `the tour no longer says: ${phrase}`)
      assert.ok(text.includes(phrase), `${path} does not say: ${phrase}`)
    }
    await page.context().close()
  })

test('an officer changes what the tour says, and a governance lead the rest', async () => {
  const officer = await site.signIn('officer')
  const lead = await site.signIn('lead')
  for (const [path, may] of [['/commitment/help-2', 1], ['/commitment/minds-1', 0], ['/priority/help-before-harm', 0]]) {
    await officer.goto(`${path}/record`)
    assert.equal(await officer.locator('text=Change this record').count(), may, path)
    await lead.goto(`${path}/record`)
    assert.equal(await lead.locator('text=Change this record').count(), 1, path)
  }
  await officer.goto('/commitment/help-2/edit')
  for (const [label, shown] of [['State', 1], ['Due', 1], ['Last said of it', 1], ['Title', 0], ['Priority', 0]])
    assert.equal(await officer.locator(`main form >> text=/^${label}/`).count() > 0, shown === 1, label)
})
