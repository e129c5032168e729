// Changing things in a real browser: what is refused, what two people do at once, what is undone.
import assert from 'node:assert/strict'
import {after, before, test} from 'node:test'
import {Site, faults, password} from './support.mjs'

let site
before(async () => { site = await Site.start('thistlemouth-2025-28.yaml') })
after(() => site?.stop())

const sound = {bypassCSP: true}
const clean = async page => assert.deepEqual(await faults(page), [])

test('a wrong password is refused in words, and the name stays', async () => {
  const page = await site.tab(sound)
  await page.goto('/sign-in')
  await page.fill('[name=name]', 'lead')
  await page.fill('[name=password]', 'not this one')
  await page.click('main button[type=submit]')
  assert.match(await page.title(), /^Error: /)
  assert.match(await page.innerText('.govuk-error-summary'), /name or the password is wrong/)
  assert.equal(await page.inputValue('[name=name]'), 'lead')
  assert.equal(await page.inputValue('[name=password]'), '')
  await clean(page)
})

test('a change is saved, told, found in the history and undone', async () => {
  const page = await site.signIn('lead', sound)
  await page.goto('/commitment/help-1/record')
  await page.click('text=Change this record')
  await clean(page)
  const title = await page.inputValue('[name=title]')
  await page.fill('[name=title]', `${title}, by <June> & "July"`)
  await page.fill('[name=change_note]', 'The Board asked')
  await page.click('text=Save the change')
  assert.match(await page.innerText('.govuk-notification-banner'), /Saved/)
  assert.equal(await page.innerText('h1'), `Commitment\n${title}, by <June> & "July"`)
  assert.match(await page.innerText('.weft-log li >> nth=0'), /Gwen|lead/)
  assert.match(await page.innerText('.weft-log li >> nth=0'), /Why: The Board asked/)
  await clean(page)
  await page.click('.weft-log li >> nth=0 >> text=Undo this')
  assert.match(await page.innerText('.govuk-notification-banner'), /Undone/)
  assert.equal(await page.innerText('h1'), `Commitment\n${title}`)
})

test('undoing the change that made a record is asked first, in words', async () => {
  const page = await site.signIn('lead', {bypassCSP: true, viewport: {width: 390, height: 900}})
  await page.goto('/principle/use-evidence/record')
  const title = await page.innerText('h1')
  await page.click('.weft-log li:last-child >> text=Undo this')
  assert.match(await page.innerText('main'), /undoing it retires the whole of it/)
  await clean(page)
  await page.click('text=Leave it as it is')
  assert.equal(await page.innerText('h1'), title)
  assert.equal(await page.locator('text=Restore it').count(), 0)
  await page.click('.weft-log li:last-child >> text=Undo this')
  await page.click('main >> text=Retire it')
  assert.match(await page.innerText('.govuk-notification-banner'), /Undone/)
  await page.click('button:has-text("Restore it")')
})

test('every field that is wrong is told at once, and nothing typed is lost', async () => {
  const page = await site.signIn('lead', sound)
  await page.goto('/risk/new')
  await page.fill('[name=title]', '')
  await page.fill('[name=likelihood]', 'very')
  await page.fill('[name=impact]', '9')
  await page.fill('[name=review_due-day]', '31')
  await page.fill('[name=review_due-month]', '11')
  await page.fill('[name=review_due-year]', '2026')
  await page.fill('[name=reviewed-day]', '45')
  await page.fill('[name=reviewed-month]', 'June')
  await page.fill('[name=cause]', '<script>alert(1)</script>')
  await page.click('text=Add it')
  assert.match(await page.title(), /^Error: /)
  const told = await page.innerText('.govuk-error-summary')
  for (const word of ['Title', 'Likelihood', 'Impact', 'Next review', 'Last reviewed', 'Plan'])
    assert.match(told, new RegExp(word))
  assert.equal(await page.inputValue('[name=likelihood]'), 'very')
  assert.equal(await page.inputValue('[name=review_due-day]'), '31')
  assert.equal(await page.inputValue('[name=reviewed-day]'), '45')
  assert.equal(await page.inputValue('[name=reviewed-month]'), 'June')
  assert.equal(await page.inputValue('[name=cause]'), '<script>alert(1)</script>')
  await clean(page)
  await page.click('.govuk-error-summary a >> text=Likelihood')
  assert.equal(await page.evaluate(() => document.activeElement.name), 'likelihood')
})

test('a target is added from its indicator, and leads back there', async () => {
  const page = await site.signIn('analyst', sound)
  await page.goto('/indicator/well-being')
  await page.click('text=Add a target')
  await clean(page)
  assert.equal(await page.inputValue('[name=indicator]'), 'well-being')
  await page.selectOption('[name=kind]', 'target')
  await page.fill('[name=period]', '2029')
  await page.click('text=Add it')
  assert.match(await page.innerText('.govuk-error-summary'), /Value is missing/)
  assert.equal(await page.inputValue('[name=indicator]'), 'well-being')
  await page.fill('[name=value]', '7.5')
  await page.click('text=Add it')
  assert.match(await page.innerText('.govuk-notification-banner'), /Saved/)
  await clean(page)
  await page.click('main a[href="/indicator/well-being"] >> nth=0')
  assert.equal(new URL(page.url()).pathname, '/indicator/well-being')
  await clean(page)
})

test('two who save at once see both versions, and neither is lost', async () => {
  const [first, second] = [await site.signIn('lead', sound), await site.signIn('lead', sound)]
  for (const page of [first, second]) await page.goto('/priority/minds/edit')
  await first.fill('[name=description]', 'What the first wrote.')
  await second.fill('[name=description]', 'What the second wrote.')
  await first.click('text=Save the change')
  await second.click('text=Save the change')
  assert.match(await second.innerText('.weft-gap'), /Somebody changed this while you were writing/)
  const both = await second.innerText('main table')
  assert.match(both, /What the first wrote\./)
  assert.match(both, /What the second wrote\./)
  assert.equal(await second.inputValue('[name=description]'), 'What the second wrote.')
  await clean(second)
  await second.fill('[name=description]', 'What both agreed.')
  await second.click('text=Save the change')
  assert.match(await second.innerText('.govuk-notification-banner'), /Saved/)
  assert.match(await second.innerText('.weft-log'), /What the first wrote\./)
})

test('who saves second keeps what the first changed elsewhere', async () => {
  const [first, second] = [await site.signIn('lead', sound), await site.signIn('lead', sound)]
  for (const page of [first, second]) await page.goto('/priority/minds/edit')
  const title = await first.inputValue('[name=title]')
  await first.fill('[name=title]', 'Sound minds')
  await second.fill('[name=description]', 'What only the second wrote.')
  await first.click('text=Save the change')
  await second.click('text=Save the change')
  assert.match(await second.innerText('.weft-gap'), /What they changed stands there too/)
  assert.doesNotMatch(await second.innerText('main table'), new RegExp(title))
  assert.equal(await second.inputValue('[name=title]'), 'Sound minds')
  assert.equal(await second.inputValue('[name=description]'), 'What only the second wrote.')
  await clean(second)
  await second.fill('[name=title]', title)
  await second.click('text=Save the change')
  assert.match(await second.innerText('.govuk-notification-banner'), /Saved/)
})

test('a session that ended meanwhile keeps what was typed', async () => {
  const page = await site.signIn('lead', sound)
  await page.goto('/priority/in-school/edit')
  await page.fill('[name=description]', 'Typed before the session ended.')
  await page.context().clearCookies()
  await page.click('text=Save the change')
  assert.match(await page.innerText('main'), /What you typed is kept/)
  await page.fill('[name=name]', 'lead')
  await page.fill('[name=password]', password)
  await page.click('main button[type=submit]')
  assert.equal(await page.inputValue('[name=description]'), 'Typed before the session ended.')
  await page.click('text=Save the change')
  assert.match(await page.innerText('.govuk-notification-banner'), /Saved/)
})

test('a record is retired and restored, and stays readable meanwhile', async () => {
  const page = await site.signIn('lead', sound)
  await page.goto('/principle/' + await firstCode(page, 'principle') + '/record')
  await page.click('text=Retire it')
  await page.waitForURL(/\/retire$/)
  assert.match(await page.innerText('h1'), /Retire “.*”\?$/)
  await clean(page)
  await page.click('text=Leave it as it is')
  await page.waitForURL(/\/record$/)
  await page.click('text=Retire it')
  await page.click('button:has-text("Retire it")')
  assert.match(await page.innerText('main'), /To undo that, press “Restore it”/)
  assert.match(await page.innerText('.govuk-notification-banner'), /Retired/)
  await page.click('button:has-text("Restore it")')
  assert.match(await page.innerText('.govuk-notification-banner'), /Restored/)
})

test('a title without a space breaks, and widens neither page nor table', async () => {
  const page = await site.signIn('lead', sound)
  const titled = {priority: 'help-before-harm', commitment: 'help-2', post: 'director-of-children',
    strategic_objective: 'safe-at-home', principle: await firstCode(page, 'principle')}
  const kept = {}
  for (const [kind, code] of Object.entries(titled)) {
    await page.goto(`/${kind}/${code}/edit`)
    kept[kind] = await page.inputValue('[name=title]')
    await page.fill('[name=title]', 'W'.repeat(200))
    await page.click('text=Save the change')
    await page.waitForURL(/done=saved/)
  }
  for (const width of [390, 1280]) {
    await page.setViewportSize({width, height: 900})
    for (const path of ['/', '/plan', '/accountability', '/governance', '/coverage', '/risk', '/records/priority',
      '/records/accountability', '/priority/help-before-harm', '/commitment/help-2', '/post/director-of-children',
      '/commitment/help-2/retire']) {
      await page.goto(path)
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${path} at ${width}`)
    }
  }
  for (const [kind, code] of Object.entries(titled)) {
    await page.goto(`/${kind}/${code}/edit`)
    await page.fill('[name=title]', kept[kind])
    await page.click('text=Save the change')
    await page.waitForURL(/done=saved/)
  }
})

test('unticking every box empties a field', async () => {
  const page = await site.signIn('lead', sound)
  await page.goto('/commitment/help-1/edit')
  for (const box of await page.locator('[name=principles][type=checkbox]').all()) await box.uncheck()
  await page.click('text=Save the change')
  await page.goto('/commitment/help-1/edit')
  assert.equal(await page.locator('[name=principles][type=checkbox]:checked').count(), 0)
})

test('an officer says how a commitment goes that they answer for, and changes nothing else of it', async () => {
  const page = await site.signIn('officer', sound)
  await page.goto('/commitment/help-3/record')
  await page.click('text=Change this record')
  await clean(page)
  assert.equal(await page.locator('[name=title]').count(), 0)
  await page.selectOption('[name=state]', 'done')
  await page.fill('[name=progress]', 'Told the Board on Monday.')
  await page.click('text=Save the change')
  assert.match(await page.innerText('.govuk-notification-banner'), /Saved/)
  assert.match(await page.innerText('main'), /Told the Board on Monday\./)
  await clean(page)
})

test('who may not is told so, and no form is shown', async () => {
  const page = await site.signIn('officer', sound)
  await page.goto('/commitment/minds-1/record')
  assert.equal(await page.locator('text=Change this record').count(), 0)
  assert.equal((await page.goto('/commitment/minds-1/edit')).status(), 403)
  await clean(page)
  const anyone = await site.tab(sound)
  assert.equal((await anyone.goto('/commitment/help-1/edit')).status(), 401)
  assert.match(await anyone.innerText('h1'), /Sign in/)
})

test('a form without its token changes nothing', async () => {
  const page = await site.signIn('lead', sound)
  const response = await page.request.post('/principle/' + await firstCode(page, 'principle') + '/retire')
  assert.ok([303, 400, 403].includes(response.status()) || response.url().includes('kept'), String(response.status()))
  await page.goto('/principle/' + await firstCode(page, 'principle') + '/record')
  assert.equal(await page.locator('text=Restore it').count(), 0)
})

test('an administrator finds the users, and gives roles by ticking them', async () => {
  const page = await site.signIn('admin', {bypassCSP: true, viewport: {width: 390, height: 900}})
  await clean(page)
  await page.click('nav >> text=Users')
  await page.click('text=Add one')
  await page.fill('[name=code]', 'bea')
  await page.fill('[name=name]', 'Bea Worth')
  for (const role of ['analyst', 'governance-lead']) await page.check(`[value=${role}]`)
  await clean(page)
  await page.click('text=Add it')
  assert.match(await page.innerText('main'), /Analyst, Governance lead/)
})

test('a new password is typed twice, and refused in words that say what to give', async () => {
  const page = await site.signIn('analyst', sound)
  await page.click('header >> text=Ada Lister')
  const change = async (chosen, again) => {
    await page.fill('[name=old]', password)
    await page.fill('[name=password]', chosen)
    await page.fill('[name=again]', again)
    await page.click('text=Change it')
    return page.innerText('main')
  }
  assert.match(await change('a boat on the canal', 'a boat on the canals'), /two new passwords differ/)
  await clean(page)
  assert.match(await change('Password1234', 'Password1234'), /tried first\. Give three words/)
  assert.match(await change('adalister rows', 'adalister rows'), /your own name/)
  assert.equal(await page.inputValue('[name=password]'), '')
  await clean(page)
})

test('signing out ends it', async () => {
  const page = await site.signIn('lead', sound)
  await page.click('text=Sign out')
  await page.goto('/')
  assert.equal(await page.locator('text=Sign in').count(), 1)
})

async function firstCode(page, entity) {
  await page.goto('/' + entity)
  return (await page.getAttribute('tbody a', 'href')).split('/').pop()
}
