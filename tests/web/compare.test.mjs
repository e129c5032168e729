// The pages that compare: gaps between groups, neighbours over time, and who is not seen.
import assert from 'node:assert/strict'
import {after, before, test} from 'node:test'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Site, assertSound, overflow} from './support.mjs'

const pages = ['/indicator/missing-a-tenth/gaps', '/indicator/hope/gaps', '/indicator/missing-a-tenth/neighbours',
  '/indicator/children-in-care/neighbours', '/indicator/hope/neighbours', '/indicator/missing-a-tenth/map', '/hidden',
  '/hidden_population/young-carers-2025', '/hidden_population/parents-substances-2025',
  '/hidden_population/new-arrivals-2025']
let site

before(async () => {
  site = await Site.start('thistlemouth-2025-28.yaml', (weft, folder) => {
    weft('synth', 'figures', '--out', join(folder, 'figures'))
    const bring = (name, ...options) => weft('import', join(folder, 'figures', name), '--partial', '--as', ...options)
    bring('areas.csv', 'lait-areas')
    bring('dictionary.csv', 'lait-dictionary')
    bring('neighbours-2025.csv', 'lait-neighbours', '--edition', '2025')
    bring('figures-2026.csv', 'lait')
    bring('absence-by-group.csv', 'dfe-tidy')
    // Invented boundaries: the first thirty places as squares.
    const square = (i, x = i % 6, y = Math.floor(i / 6)) => ({type: 'Feature', properties: {code: String(501 + i)},
      geometry: {type: 'Polygon', coordinates: [[[x, 50 + y], [x + 1, 50 + y], [x + 1, 51 + y], [x, 51 + y], [x, 50 + y]]]}})
    writeFileSync(join(folder, 'squares.geojson'), JSON.stringify({type: 'FeatureCollection',
      features: Array.from({length: 30}, (_, i) => square(i))}))
    weft('outline', join(folder, 'squares.geojson'), '--source', 'Invented')
  })
})
after(() => site?.stop())

for (const path of pages)
  test(`${path} is accessible and fits on a desk, a phone and paper`, async () => {
    const page = await site.tab({bypassCSP: true})
    assert.equal((await page.goto(path)).status(), 200)
    await assertSound(page)
    await page.emulateMedia({media: 'print'})
    await page.setViewportSize({width: 720, height: 1000})
    assert.deepEqual(await overflow(page), [], 'on paper')
    assert.deepEqual(page.faults, [])
    await page.context().close()
  })

test('nothing is lost with JavaScript off', () => site.saysTheSameWithoutScripts(pages))

test('no label of a chart lies on another', async () => {
  const page = await site.tab()
  for (const path of pages)
    for (const width of [1280, 390]) {
      await page.setViewportSize({width, height: 900})
      await page.goto(path)
      const covered = await page.evaluate(() => {
        const found = []
        for (const svg of document.querySelectorAll('figure svg.weft-svg')) {
          const boxes = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0)
          for (let i = 0; i < boxes.length; i++)
            for (let k = i + 1; k < boxes.length; k++) {
              const [a, b] = [boxes[i][1], boxes[k][1]]
              const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
              const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
              if (across > 3 && down > 8)
                found.push(`${boxes[i][0]} / ${boxes[k][0]}`)
            }
        }
        return found
      })
      assert.deepEqual(covered, [], `${path} at ${width}`)
    }
})

test('the file of the map has a row for each area of its table, and that of no indicator is not there', async () => {
  const page = await site.tab()
  await page.goto('/indicator/missing-a-tenth/map')
  const rows = await page.locator('main table tbody tr').count()
  const file = await (await page.request.get('/indicator/missing-a-tenth/map.csv')).text()
  assert.match(file, /^measure,area,area_name,period,period_label,status,value,/)
  assert.equal(file.trimEnd().split('\r\n').length, 1 + rows)
  assert.equal((await page.request.get('/indicator/nosuch/map.csv')).status(), 404)
})

test('gaps and neighbours are one click from the indicator, the unseen from the plan', async () => {
  const page = await site.tab()
  await page.goto('/indicator/missing-a-tenth')
  await page.click('text=Gaps between groups')
  assert.match(await page.innerText('main'), /The gap in 2024–25 is \d/)
  await page.click('text=Back to the indicator')
  await page.click('text=The same over time')
  assert.match(await page.innerText('.weft-says'), /^Of Thistlemouth and its ten neighbours/)
  await page.goto('/plan')
  await page.click('text=Who we do not see')
  await page.click('text=Young carers, known and not')
  assert.match(await page.innerText('.weft-says'), /389 are known/)
})

test('lists that overlap too little get no number', async () => {
  const page = await site.tab()
  await page.goto('/hidden_population/new-arrivals-2025')
  assert.match(await page.innerText('main'), /These lists cannot say/)
  assert.equal(await page.locator('figure').count(), 0)
})

test('an analyst enters overlaps, is told what is wrong, and loses nothing', async () => {
  const page = await site.signIn('analyst')
  await page.goto('/hidden_population/new')
  await page.fill('[name=title]', 'Young people who sleep on sofas')
  await page.fill('[name=overlaps]', 'a,b,count\n1,0,30\n0,1,20\n1,1,3\n')
  await page.selectOption('[name=plan]', {index: 1}).catch(() => {})
  await page.click('main button[type=submit]')
  assert.match(await page.innerText('main'), /An overlap of 3 could be somebody whom a reader knows/)
  assert.match(await page.inputValue('[name=overlaps]'), /1,1,3/)
})
