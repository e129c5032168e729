// Behaviour that a page is whole without: focus on what was wrong with a form, one press a button,
// and on a phone each objective of the scorecard behind one tap.
document.body.classList.add('govuk-frontend-supported') // what its components look for
for (const element of document.querySelectorAll('[data-module="govuk-error-summary"]')) new ErrorSummary(element)
for (const element of document.querySelectorAll('[data-module="govuk-button"]')) new Button(element)
if (matchMedia('(max-width: 48.0624em)').matches)
  for (const fold of document.querySelectorAll('details.weft-fold'))
    fold.open = fold.contains(document.getElementById(decodeURIComponent(location.hash.slice(1))))
