// A partnership served from a scratch folder, and a real browser.
import assert from 'node:assert/strict'
import {execFileSync, spawn} from 'node:child_process'
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createRequire} from 'node:module'
import {chromium} from 'playwright-core'

const project = new URL('../..', import.meta.url).pathname
const program = process.env.WEFT_PROGRAM ?? join(project, 'build/debug/weft')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
export const password = 'a walk by the harbour'
const people = {
  analyst: ['--role', 'analyst', '--name', 'Ada Lister'],
  officer: ['--role', 'contributor', '--name', 'Owen Marsh'],
  lead: ['--role', 'governance-lead', '--name', 'Gwen Lead'],
  admin: ['--role', 'administrator', '--name', 'Ines Admin'],
}

// The folder of the shared data, or undefined.
export const sharedData = [process.env.WEFT_DATA, join(project, '../shared/data')]
  .find(folder => folder && existsSync(join(folder, 'indicators')))

// As long as a stalled machine may need.
const patience = 120000

export const launch = () => chromium.launch({
  timeout: patience,
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync']})

// What the program says, run by itself.
export const run = (...words) => execFileSync(program, words,
  {stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28}).toString()

export class Site {
  // plan: a file of plans/; fill(weft, folder): what else the store gets, such as figures.
  static async start(plan, fill = () => {}) {
    const site = new Site()
    site.folder = mkdtempSync(join(tmpdir(), 'weft-web-'))
    site.store = join(site.folder, 'site.weft')
    const weft = site.weft.bind(site)
    weft('init')
    weft('plan', 'load', join(project, 'plans', plan))
    writeFileSync(join(site.folder, 'password'), password)
    for (const [name, options] of Object.entries(people))
      weft('user', 'add', name, ...options, '--password-file', join(site.folder, 'password'))
    fill(weft, site.folder)
    site.server = spawn(program, ['--store', site.store, 'serve', '--listen', '127.0.0.1:0'],
      {stdio: ['ignore', 'pipe', 'inherit']})
    site.base = await new Promise((resolve, reject) => {
      site.server.stdout.once('data', data => resolve(String(data).trim()))
      site.server.once('exit', code => reject(new Error(`weft serve ended with ${code}`)))
    })
    site.browser = await launch()
    return site
  }

  weft(...words) {
    return run('--store', this.store, ...words)
  }

  // A tab of its own with an empty jar; options as playwright's newContext takes them.
  async tab(options = {}) {
    const context = await this.browser.newContext({baseURL: this.base, viewport: {width: 1280, height: 900}, ...options})
    context.setDefaultTimeout(patience)
    const page = await context.newPage()
    page.faults = []
    page.on('console', message => message.type() === 'error' && page.faults.push(message.text()))
    page.on('pageerror', error => page.faults.push(String(error)))
    return page
  }

  async signIn(name, options) {
    const page = await this.tab(options)
    await page.goto('/sign-in')
    await page.fill('[name=name]', name)
    await page.fill('[name=password]', password)
    await page.click('main button[type=submit]')
    return page
  }

  // Each page says in its main part what it says where scripts run; `check` sees it there too.
  async saysTheSameWithoutScripts(paths, check = () => {}) {
    const off = await this.tab({javaScriptEnabled: false})
    const on = await this.tab()
    for (const path of paths) {
      await Promise.all([off.goto(path), on.goto(path)])
      assert.equal(await off.innerText('main'), await on.innerText('main'), path)
      await check(on, path)
    }
  }

  async stop() {
    await this.browser?.close()
    const ended = new Promise(resolve => this.server.once('exit', resolve))
    this.server.kill('SIGTERM')
    await ended
    rmSync(this.folder, {recursive: true, force: true})
  }
}

// What axe finds against WCAG 2.2 AA and good practice, as lines; the page needs bypassCSP. WEFT_AXE=0
// leaves it out.
export async function axeFaults(page) {
  if (process.env.WEFT_AXE === '0')
    return []
  if (!await page.evaluate(() => 'axe' in globalThis))
    await page.evaluate(axe)
  const found = await page.evaluate(() => globalThis.axe.run({
    resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}))
  return found.violations.flatMap(violation => violation.nodes.map(
    node => `${violation.id}: ${node.html.slice(0, 160)}`))
}

// What sticks out to the right of the page, besides what scrolls by itself or is hidden away.
export const overflow = page => page.evaluate(() => {
  const width = document.documentElement.clientWidth
  const out = document.documentElement.scrollWidth > width ? [`the page is ${document.documentElement.scrollWidth} wide`] : []
  for (const element of document.querySelectorAll('body *')) {
    const box = element.getBoundingClientRect()
    const hidden = element.closest('.weft-scroll, .weft-stack thead, .govuk-visually-hidden, .govuk-skip-link')
    if (box.width && box.right > width + 1 && !hidden)
      out.push(`${element.tagName}.${element.getAttribute('class')} ends at ${Math.round(box.right)}`)
  }
  return out.slice(0, 5)
})

// What is wrong with a page at the width that it has.
export const faults = async page => [...await overflow(page), ...await axeFaults(page)]

// Each table offers a file, by a link below it or in the bar above it, and each such link leads to one.
async function assertFiles(page, what) {
  const links = page.locator('main a[href$=".csv"], main a[href*=".csv?"], main a[href*="as=csv"]')
  assert.deepEqual(await links.evaluateAll(files => [...document.querySelectorAll('main table')]
    .filter(table => !files.some(file => file.closest('.weft-bar') ||
      table.compareDocumentPosition(file) & Node.DOCUMENT_POSITION_FOLLOWING))
    .map(table => `no file of the table “${table.caption?.textContent}”`)), [], what)
  for (const file of new Set(await links.evaluateAll(files => files.map(file => file.href)))) {
    const response = await page.request.get(file)
    assert.deepEqual([response.status(), response.headers()['content-type']], [200, 'text/csv; charset=utf-8'], file)
  }
}

// A page is sound on a desk and on a phone, and what it shows as a table can be taken away.
export async function assertSound(page, what = new URL(page.url()).pathname) {
  for (const width of [1280, 390]) {
    await page.setViewportSize({width, height: 900})
    assert.deepEqual(await faults(page), [], `${what} at ${width}`)
  }
  await assertFiles(page, what)
}
