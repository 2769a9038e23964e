import type { SimulatedCar } from '../simulated-car.ts'
import type { SignInBrand } from './brand.ts'

export interface AuthorizePage {
  readonly brand: SignInBrand
  readonly drivers: readonly SimulatedCar[]
  readonly request: { readonly scopes: readonly string[]; readonly fixed: readonly string[] }
  readonly action: string
}

/** The simulated carmaker's login and consent page: plain HTML, no script. */
export function authorizePage({ brand, drivers, request, action }: AuthorizePage): string {
  return page(
    `${brand.label}: sign in and allow access`,
    `<form method="post" action="${escaped(action)}">
<fieldset><legend>Who are you?</legend>${drivers.map(driverChoice).join('')}</fieldset>
<fieldset><legend>Ladeplan asks for</legend>${request.scopes.map((scope) => scopeChoice(brand, request.fixed, scope)).join('')}
<input type="hidden" name="boxes" value="shown"></fieldset>
<p class="buttons"><button name="decision" value="allow">Allow</button>
<button class="quiet" name="decision" value="deny" formnovalidate>Deny</button></p>
</form>`,
  )
}

/** Shown where a request cannot be sent back to the application. */
export function refusalPage(sentence: string): string {
  return page('This does not work', `<p>${escaped(sentence)}</p>`)
}

function driverChoice(car: SimulatedCar, index: number): string {
  const checked = index === 0 ? ' checked' : ''
  return `<label><input type="radio" name="login" value="${escaped(car.login)}" required${checked}>
<span><b>${escaped(car.driver)}</b><small>${escaped(car.model)}</small></span></label>`
}

function scopeChoice(brand: SignInBrand, fixed: readonly string[], scope: string): string {
  const disabled = fixed.includes(scope) ? ' disabled' : ''
  return `<label><input type="checkbox" name="scope" value="${escaped(scope)}" checked${disabled}>
<span>${escaped(brand.scopes[scope] ?? scope)}<small><code>${escaped(scope)}</code></small></span></label>`
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · simulated carmaker</title><style>${STYLE}</style></head>
<body><p class="mark" role="note">Simulated carmaker: no real car, account or company stands behind this page.</p>
<main><h1>${escaped(title)}</h1>${content}</main></body></html>`
}

const STYLE = `:root{color-scheme:light dark;--text:light-dark(#1a1c1f,#e8eaed);--soft:light-dark(#5a6068,#a9b0b8);
--ground:light-dark(#f3f4f6,#15171a);--card:light-dark(#fff,#1f2226);--line:light-dark(#c9ced6,#3b4048);
--accent:light-dark(#1f5fbf,#8ab4f8);--on-accent:light-dark(#fff,#10233f);--mark:light-dark(#ffe9a8,#5a4300)}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
.mark{margin:0;padding:.6rem 1rem;background:var(--mark);text-align:center;font-weight:600}
main{width:calc(100% - 1.5rem);max-width:28rem;margin:1.5rem auto;padding:1.25rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
h1{font-size:1.35rem;margin:0 0 1rem}fieldset{border:1px solid var(--line);border-radius:.5rem;margin:0 0 1rem;padding:.5rem 1rem}
legend{font-weight:600;padding:0 .3rem}label{display:flex;gap:.75rem;align-items:flex-start;padding:.5rem 0;min-height:2.75rem}
input{width:1.2rem;height:1.2rem;margin:.15rem 0 0;accent-color:var(--accent);flex:none}small{display:block;color:var(--soft)}
.buttons{display:flex;gap:.75rem;margin:0}button{flex:1;min-height:2.75rem;font:inherit;font-weight:600;cursor:pointer;
border:1px solid var(--accent);border-radius:.5rem;background:var(--accent);color:var(--on-accent)}
button.quiet{background:none;color:var(--accent)}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}`

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
