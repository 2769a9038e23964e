// Keeps an open page up to date: fetches it again and swaps the parts marked data-live. Everything works without it.
const EVERY_MS = 10_000

function untouched(part) {
  return !part.contains(document.activeElement) && part.querySelector('details[open]') === null
}

function announce(before) {
  const after = document.getElementById('sentence')?.textContent
  const announcement = document.getElementById('announcement')
  if (announcement && after !== undefined && after !== before) announcement.textContent = after
}

async function refresh() {
  if (document.hidden) return
  const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' })
  if (!answer.ok || answer.redirected) return
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const sentence = document.getElementById('sentence')?.textContent
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(part.id)
    if (next && untouched(part) && next.innerHTML !== part.innerHTML) part.replaceWith(next)
  }
  announce(sentence)
}

if (document.querySelector('main [data-live]')) {
  setInterval(() => refresh().catch(() => undefined), EVERY_MS)
}
