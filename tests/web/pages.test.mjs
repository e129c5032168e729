// Every public page in a real browser: axe, phone width, without JavaScript, by keyboard, in print.
import assert from 'node:assert/strict'
import {readFileSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {after, before, test} from 'node:test'
import {Site, assertSound} from './support.mjs'

const project = new URL('../..', import.meta.url).pathname
let site
const pages = ['/', '/plan', '/document', '/coverage', '/risk', '/accountability', '/governance', '/records',
  '/strategic_objective/safe-at-home', '/priority/minds', '/commitment', '/commitment?q=nothing+like+it',
  '/commitment/help-2', '/post/director-of-children', '/accountability/a-help', '/records/partnership',
  '/records/indicator', '/indicator', '/indicator/children-in-care', '/indicator/children-in-care/record',
  '/search', '/search?q=school', '/dictionary', '/dictionary/indicator', '/words', '/data',
  '/plan/growing-up-2025-28', '/accessibility', '/sign-in', '/body', '/principle', '/nosuch', '/load',
  '/accountability?on-day=31&on-month=2&on-year=2026']

before(async () => { site = await Site.start('thistlemouth-2025-28.yaml') })
after(() => site?.stop())

for (const path of pages)
  test(`${path} is accessible and fits on a desk and a phone`, async () => {
    const page = await site.tab({bypassCSP: true})
    const response = await page.goto(path)
    assert.equal(response.status(), path === '/nosuch' ? 404 : path.includes('day=31') ? 400 : 200)
    await assertSound(page)
    assert.deepEqual(page.faults.filter(fault => !/status of 40/.test(fault)), [])
    await page.context().close()
  })

test('a plan of another shape is as accessible', async () => {
  const other = await Site.start('nottingham-2010-14.yaml')
  try {
    const page = await other.tab({bypassCSP: true})
    for (const path of ['/', '/operational_objective/o12-improving-attainment', '/accountability', '/governance',
      '/document', '/risk', '/coverage', '/records/accountability']) {
      assert.equal((await page.goto(path)).status(), 200, path)
      await assertSound(page)
    }
  } finally {
    await other.stop()
  }
})

// Those that only somebody signed in opens, as who may do most.
for (const path of ['/owe', '/password', '/indicator/new', '/risk/risk-1/edit', '/risk/risk-1/record', '/load/new', '/user', '/user/new'])
  test(`${path} is accessible and fits on a desk and a phone`, async () => {
    const page = await site.signIn(path.startsWith('/user') ? 'admin' : path.startsWith('/risk') ? 'lead' : 'analyst', {bypassCSP: true})
    assert.equal((await page.goto(path)).status(), 200)
    await assertSound(page)
    await page.context().close()
  })

// A page that nobody opened here would never be seen by axe. Those of real objectives and figures are
// opened by real.test.mjs and load.test.mjs, the correction of rows there by its link.
test('every page of the program is opened by one of these tests', async () => {
  const read = (folder, ending) => readdirSync(join(project, folder), {recursive: true})
    .filter(name => name.endsWith(ending)).map(name => readFileSync(join(project, folder, name), 'utf8')).join('\n')
  const routes = [...read('src', '.c').matchAll(/\bPAGE\("([^"]+)"/g)].map(match => match[1])
  const opened = [...read('tests/web', '.test.mjs').matchAll(/['`](\/[^'`\s]*)/g)].map(match => match[1].split('?')[0])
  const byLink = ['/load/:code/correct', '/assets/:file']
  const unopened = routes.filter(route => !byLink.includes(route) && !route.endsWith('.csv')
    && !opened.some(path => new RegExp(`^${route.replaceAll(/:\w+/g, '[^/]+')}$`).test(path)))
  assert.ok(routes.length > 30)
  assert.deepEqual(unopened, [])
})

test('nothing is lost with JavaScript off, and with it on pages obey their own policy', () =>
  site.saysTheSameWithoutScripts(pages, async (page, path) => {
    assert.equal(await page.locator('[style], style, script:not([src])').count(), 0, path)
    assert.deepEqual(page.faults.filter(fault => !/status of 40/.test(fault)), [], path)
  }))

test('the keyboard reaches what the mouse does, in order, and shows where it is', async () => {
  const page = await site.tab()
  await page.goto('/')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to main content')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main-content')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.name), 'q')
  await page.keyboard.type('school')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/search\?q=school/)
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab')
    const seen = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement)
      return style.outlineStyle !== 'none' || style.boxShadow !== 'none'
    })
    assert.ok(seen, `the ${i + 1}th stop shows no focus`)
  }
})

test('a page that is not there helps to find what is', async () => {
  const page = await site.tab({viewport: {width: 390, height: 900}})
  await page.goto('/priority/nosuch')
  assert.match(await page.innerText('main'), /Look for it by its words/)
  await page.fill('main [name=q]', 'school')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/search\?q=school/)
  assert.match(await page.innerText('main'), /\d+ match/)
})

test('on a phone each objective is behind one tap, and an address inside one opens it', async () => {
  const page = await site.tab({viewport: {width: 390, height: 900}})
  await page.goto('/')
  assert.equal(await page.locator('details.weft-fold[open]').count(), 0)
  await page.click('details.weft-fold summary >> nth=0')
  assert.equal(await page.locator('details.weft-fold[open]').count(), 1)
  const desk = await site.tab()
  await desk.goto('/')
  assert.equal(await desk.locator('details.weft-fold[open]').count(), 3)
})

test('in print the navigation goes, and words, thread and charts stay', async () => {
  const page = await site.tab()
  await page.goto('/accountability')
  await page.emulateMedia({media: 'print'})
  for (const gone of ['.weft-nav', '.weft-asit', '.weft-header__who', '.govuk-skip-link'])
    assert.equal(await page.locator(gone).isVisible(), false, gone)
  for (const kept of ['h1', '.weft-says', '.weft-svg', '.weft-above', '.weft-gap'])
    assert.equal(await page.locator(kept).first().isVisible(), true, kept)
  assert.ok((await page.pdf()).length > 10000)
})

test('files are sent as files', async () => {
  const page = await site.tab()
  const response = await page.request.get('/commitment?as=csv')
  assert.match(response.headers()['content-type'], /^text\/csv/)
  assert.match(response.headers()['content-disposition'], /attachment.*commitment\.csv/)
})

test('the style is kept for ever and the page is not', async () => {
  const page = await site.tab()
  const html = await page.request.get('/')
  const style = (await html.text()).match(/\/assets\/weft\.[0-9a-f]+\.css/)[0]
  const response = await page.request.get(style)
  assert.match(response.headers()['cache-control'], /immutable/)
  assert.equal(response.headers()['content-encoding'], 'gzip')
  assert.doesNotMatch(html.headers()['cache-control'], /immutable/)
  assert.equal((await page.request.get(style, {headers: {'Accept-Encoding': 'identity'}})).headers()['content-encoding'], undefined)
})
